import { useEffect, useRef, useState } from "preact/hooks";
import { ViewSwitch } from "../preview/view-switch.tsx";
import type { Desk } from "../start-desk.ts";
import { showMail } from "./mail-frame.ts";

const VIEWS = { phone: "Phone", page: "Laptop", text: "Plain text" } as const;
type View = keyof typeof VIEWS;
const PAUSE_MS = 400;

/** The mail as it would leave now, drawn by the server with the very templates that draw it for readers. */
export function MailPreview({ desk }: { desk: Desk }) {
  const [view, setView] = useState<View>("phone");
  const [drawn, setDrawn] = useState<{ html: string; text: string } | null>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const issue = desk.letters.text.value;
  const { newsletter = "", subject = "", intro = "", stories = [] } = issue ?? {};
  const body = JSON.stringify({ newsletter, subject, intro, storyIds: stories.map(({ id }) => id) });

  useEffect(() => {
    if (!issue) return setDrawn(null);
    let isOld = false;
    const timer = setTimeout(async () => {
      const answer = await desk.api.ask<{ html: string; text: string }>("POST", "/v1/desk/issues/preview", { body });
      if (!isOld && answer.kind === "done") setDrawn(answer.value);
    }, PAUSE_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [body]);
  useEffect(() => {
    if (frame.current && drawn && view !== "text") showMail(frame.current, drawn.html);
  }, [drawn, view]);

  return (
    <section class="preview" aria-labelledby="preview-title">
      <header>
        <h2 id="preview-title">Preview</h2>
        <ViewSwitch label="Seen as" views={VIEWS} view={view} onChoose={setView} />
      </header>
      {!issue && <p class="hint">The mail stands here as soon as an issue is begun.</p>}
      <div class="glass" data-view={view} hidden={!issue}>
        {view === "text" ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must be reached by the keyboard
          <pre class="plain-mail" tabIndex={0}>
            {drawn?.text}
          </pre>
        ) : (
          <iframe ref={frame} title="The mail as a reader will see it" sandbox="allow-same-origin" />
        )}
      </div>
    </section>
  );
}
