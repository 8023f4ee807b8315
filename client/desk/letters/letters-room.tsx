import { useEffect, useState } from "preact/hooks";
import { Sheet } from "../send/sheet.tsx";
import type { Desk } from "../start-desk.ts";
import { count } from "../strip/troubles.ts";
import { IssueForm } from "./issue-form.tsx";
import { IssueProgress } from "./issue-progress.tsx";
import { IssuesPane } from "./issues-pane.tsx";
import { MailPreview } from "./mail-preview.tsx";

/** The desk's other room: newsletters and their issues, in the same three parts. */
export function LettersRoom({ desk }: { desk: Desk }) {
  const [isAsking, setAsking] = useState(false);
  useEffect(() => void desk.letters.look(), []);
  return (
    <>
      <main class="desk" data-pane={desk.pane.value}>
        <IssuesPane desk={desk} />
        <IssueForm desk={desk} onSend={() => setAsking(true)} />
        <div class="side">
          <IssueProgress desk={desk} />
          <MailPreview desk={desk} />
        </div>
      </main>
      {isAsking && <Confirm desk={desk} onClose={() => setAsking(false)} />}
    </>
  );
}

function Confirm({ desk, onClose }: { desk: Desk; onClose: () => void }) {
  const { letters } = desk;
  useEffect(() => void letters.look(), []); // counted at this moment, not a while ago
  const text = letters.text.value;
  const told = letters.newsletters.value;
  const newsletter = told?.newsletters.find(({ slug }) => slug === text?.newsletter);
  if (!text || !newsletter) return null;
  const isNow = text.sendAt === "";
  const send = async () => {
    if (await letters.start()) desk.open("receipts");
    onClose();
  };
  return (
    <Sheet
      title={isNow ? `Send this issue of ${newsletter.name}?` : `Schedule this issue of ${newsletter.name}?`}
      onClose={onClose}
    >
      <p class="quoted">{text.subject}</p>
      <p class="audience">
        {isNow
          ? `It goes to ${count(newsletter.audience, "reader", "readers")} by mail, at once, and onto the open pages of those who follow it.`
          : `It leaves at ${text.sendAt.replace("T", ", ")}, to whoever is subscribed by then: ${count(newsletter.audience, "reader", "readers")} at this moment.`}
      </p>
      {told?.outboxDir != null && <p>There is no mail relay: the mails are kept as files, and nobody gets them.</p>}
      <div class="buttons">
        <button type="button" class="publish" autofocus onClick={() => void send()}>
          {isNow ? "Send it" : "Schedule it"}
        </button>
        <button type="button" onClick={onClose}>
          Back to the issue
        </button>
      </div>
    </Sheet>
  );
}
