import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import PostalMime, { type Email } from "postal-mime";
import type { Store } from "../../core/store/connect.ts";
import { eventually } from "../support/deadline.ts";
import { rssOf } from "../support/others/agency.ts";
import type { Editor } from "../support/people/editor.ts";
import { fillReadership } from "../support/people/readership.ts";

/** What stands in the paper's outbox, by the name that a screen calls it. */
export type Mails = Record<string, Email>;

export interface MakeReadersParts {
  url: string;
  /** Where `npm start` keeps mails while it has no relay. */
  outbox: string;
  editor: Editor;
  store: Store;
}

const KIM = "kim@example.org";
const MAIL_WITHIN_MS = 60_000;

/** A reader who signs up, gets all that is sent, and has kept the links. */
export async function makeReaders(parts: MakeReadersParts): Promise<{ places: Record<string, string>; mails: Mails }> {
  const { url, outbox, editor, store } = parts;
  const mail = (to: string, subject: RegExp): Promise<Email> =>
    eventually(`a mail to ${to}: ${subject}`, async () => find(await mailsIn(outbox), to, subject), MAIL_WITHIN_MS);
  const signUp = (email: string, newsletter: string) =>
    send(new URL(`/v1/newsletters/${newsletter}/subscriptions`, url).href, JSON.stringify({ email }), url);
  const joins = async (newsletter: string, name: string): Promise<Email> => {
    await signUp(KIM, newsletter);
    const asked = await mail(KIM, new RegExp(`confirm: ${name}`));
    await send(linkOf(asked, "confirm"), new URLSearchParams(), url);
    return asked;
  };

  /** Its mails wait for screens to tell of it first; nobody waits for that here. */
  const alert = () =>
    eventually(
      "the alert's mail",
      async () => {
        await store.updateTable("recipient").set({ not_before: null }).where("not_before", "is not", null).execute();
        return find(await mailsIn(outbox), KIM, /Woolwich/);
      },
      MAIL_WITHIN_MS,
    );

  const confirm = await joins("morning-briefing", "Morning Briefing");
  const welcome = await mail(KIM, /^Welcome to Morning Briefing/);
  await signUp("ada@example.org", "morning-briefing");
  await signUp(KIM, "morning-briefing");
  await joins("breaking", "Breaking");
  await mail(KIM, /^Welcome to Breaking/);
  await fillReadership(store, "the-week", 900);
  const { stories } = (await editor.ask("GET", "/v1/stories?limit=12")).json as { stories: { id: string }[] };
  const ids = stories.map(({ id }) => id);
  await postIssue(editor, { subject: "Rates held, barrier closed, a long night ahead", storyIds: ids.slice(4, 8) });
  const issue = await postIssue(editor, { subject: "A quiet river and a loud budget", intro: INTRO, storyIds: ids });
  await editor.posts({ ...FERRY, section: "uk", urgency: "breaking" });
  return {
    places: {
      confirm: linkOf(await mail("ada@example.org", /confirm/), "confirm"),
      preferences: linkOf(welcome, "preferences"),
      unsubscribe: linkOf(welcome, "unsubscribe"),
      issue: `/newsletters/morning-briefing/${issue}`,
    },
    mails: {
      ...{ confirm, welcome, "already there": await mail(KIM, /^You already get/) },
      ...{ issue: await mail(KIM, /quiet river/), alert: await alert() },
    },
  };
}

const INTRO = "Good morning. The river was the story of the night; the **bank** is the story of the day.";
const FERRY = {
  headline: "Woolwich ferry stops in high wind",
  standfirst: "Both boats are tied up; the foot tunnel is open.",
};

async function postIssue(editor: Editor, issue: object): Promise<string> {
  const { status, text, json } = await editor.ask("POST", "/v1/newsletters/morning-briefing/issues", issue);
  if (status !== 201) throw new Error(`no issue: ${text}`);
  return (json as { id: string }).id;
}

async function send(address: string, body: string | URLSearchParams, origin: string): Promise<void> {
  const headers = { Origin: origin, ...(typeof body === "string" && { "Content-Type": "application/json" }) };
  const { ok, status } = await fetch(address, { method: "POST", body, headers });
  if (!ok) throw new Error(`${address} answers ${status}`);
}

async function mailsIn(outbox: string): Promise<Email[]> {
  const names = await readdir(outbox).catch(() => []);
  const files = names.filter((name) => name.endsWith(".eml")).sort();
  return Promise.all(files.map(async (name) => PostalMime.parse(await readFile(join(outbox, name)))));
}

function find(mails: Email[], to: string, subject: RegExp): Email | undefined {
  return mails.find((mail) => mail.to?.[0]?.address === to && subject.test(mail.subject ?? ""));
}

function linkOf({ text = "" }: Email, page: string): string {
  const link = new RegExp(`^\\S+/newsletters/${page}\\?\\S+$`, "m").exec(text)?.[0];
  if (!link) throw new Error(`the mail has no link to ${page}`);
  return link;
}

/** An agency on this machine, and a source that is read from it. */
export async function makeSource(store: Store): Promise<Server> {
  const feed = rssOf([
    { id: "1", title: "Ferry runs aground off the Isle of Sheppey", text: "All 40 passengers are ashore and well." },
    { id: "2", title: "Teddington weir reopens after repairs", text: "Boats may pass again from noon." },
    { id: "3", title: "Kent growers begin the earliest hop harvest on record", text: "It is three weeks early." },
  ]);
  const server = createServer((_request, response) => response.end(feed));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed`;
  const source = { id: crypto.randomUUID(), name: "Wires of Kent", url, section: "world", every_seconds: 60 };
  await store.insertInto("inbox_source").values(source).execute();
  return server;
}
