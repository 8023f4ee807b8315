import type { TestContext } from "vitest";
import { within } from "../deadline.ts";

export interface StreamEvent {
  event: string;
  id?: string;
  data: Record<string, unknown>;
}

export interface Stream {
  response: Response;
  /** The next event; comments and `retry:` are passed over. */
  next(): Promise<StreamEvent>;
}

/** Opens a stream of Server-Sent Events and reads it by the letter of the HTML standard, as far as we send it. */
export async function openStream(t: TestContext, url: string, headers: Record<string, string> = {}): Promise<Stream> {
  const abort = new AbortController();
  t.onTestFinished(() => abort.abort());
  const response = await fetch(url, { headers: { Accept: "text/event-stream", ...headers }, signal: abort.signal });
  if (!response.body) throw new Error("no body");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";

  async function read(): Promise<StreamEvent> {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const event = parse(block);
        if (event) return event;
        continue;
      }
      const { value, done } = await reader.read();
      if (done) throw new Error("the stream ended");
      text += value;
    }
  }
  return { response, next: () => within("the stream's next event", read()) };
}

function parse(block: string): StreamEvent | null {
  const fields = new Map(
    block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const event = fields.get("event");
  const id = fields.get("id");
  if (event === undefined) return null;
  return { event, ...(id === undefined ? {} : { id }), data: JSON.parse(fields.get("data") ?? "{}") };
}
