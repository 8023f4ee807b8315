import type { TestContext } from "vitest";
import { type London, type LondonOptions, startLondon } from "../paper/start-london.ts";
import type { LetterSink, SunkLetter } from "./letter-sink.ts";
import { openLetterSink, type SinkAnswers } from "./letter-sink.ts";

export interface PageVisit {
  status: number;
  html: string;
  headers: Headers;
}

/** Somebody at a mail program and a browser without scripts. */
export interface MailReader {
  /** Signs an address up by the call. */
  signsUp(email: string, newsletter?: string): Promise<PageVisit>;
  /** From the sign-up to the welcome mail. */
  joins(email: string, newsletter?: string): Promise<SunkLetter>;
  opens(address: string): Promise<PageVisit>;
  /** Sends a form to this address as a browser would. */
  sends(address: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<PageVisit>;
}

/** A paper whose mails go to a sink, and somebody who reads them. */
export async function startMailing(
  t: TestContext,
  { answers, ...options }: LondonOptions & { answers?: SinkAnswers } = {},
): Promise<{ london: London; sink: LetterSink; reader: MailReader }> {
  const sink = await openLetterSink(t, answers);
  const mail = { SMTP_URL: sink.url, MAIL_FROM: '"The Daily" <news@daily.example>' };
  const london = await startLondon(t, { ...options, env: { ...mail, ...options.env } });
  return { london, sink, reader: mailReader(london, sink) };
}

export function mailReader({ url, config }: London, sink: Pick<LetterSink, "next">): MailReader {
  /** Where a link of a mail leads, under the name that the test asks. */
  const here = (address: string): string => new URL(address.replace(config.site.publicUrl, url), url).href;
  const visit = async (address: string, init: RequestInit = {}): Promise<PageVisit> => {
    const response = await fetch(here(address), init);
    return { status: response.status, html: await response.text(), headers: response.headers };
  };
  const reader: MailReader = {
    signsUp: (email, newsletter = "morning-briefing") =>
      visit(`/v1/newsletters/${newsletter}/subscriptions`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ email }),
      }),
    async joins(email, newsletter) {
      await reader.signsUp(email, newsletter);
      await reader.sends(linkOf(await sink.next(email), "confirm"));
      return sink.next(email);
    },
    opens: (address) => visit(address),
    sends: (address, fields = {}, headers = { Origin: config.site.publicUrl }) =>
      visit(address, { method: "POST", body: new URLSearchParams(fields), headers }),
  };
  return reader;
}

/** The one link of a mail to this page. */
export function linkOf({ links }: SunkLetter, page: "confirm" | "preferences" | "unsubscribe"): string {
  const [link, ...others] = [...new Set(links.filter((each) => each.includes(`/newsletters/${page}?`)))];
  if (link === undefined || others.length > 0) throw new Error(`the mail has not one link to ${page}`);
  return link;
}

/** Everything that the mailing has written, so that a test can tell that nothing was. */
export async function mailingRows({ store }: London): Promise<string> {
  const tables = ["subscriber", "subscription", "consent", "suppression", "sign_up", "letter", "confirmation"] as const;
  const rows = await Promise.all(tables.map((table) => store.selectFrom(table).selectAll().execute()));
  return JSON.stringify(rows.map((each) => each.map((row) => JSON.stringify(row)).sort()));
}
