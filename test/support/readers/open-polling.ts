import { within } from "../deadline.ts";

/** Engine.IO v4 over HTTP long polling, by hand. */
export interface Polling {
  sid: string;
  /** What the opening packet says. */
  opening: Record<string, unknown>;
  /** Posts a payload; the status of the answer. */
  says(payload: string, headers?: Record<string, string>): Promise<number>;
  /** Polls once: the packets that came, and the status. */
  hears(): Promise<{ status: number; packets: string[] }>;
  /** Polls until a packet fits. */
  hearsOf(pattern: RegExp): Promise<string>;
}

export const SEPARATOR = "\u001e";

export function pollingUrl(url: string, more = ""): string {
  return `${url}/socket.io/?EIO=4&transport=polling${more}`;
}

export async function openPolling(url: string): Promise<Polling> {
  const answer = await fetch(pollingUrl(url));
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${answer.status}: ${text}`);
  const opening = JSON.parse(text.slice(1)) as Record<string, unknown>;
  const sid = String(opening.sid);
  const own = pollingUrl(url, `&sid=${sid}`);

  async function hears() {
    const poll = await within(`a poll of ${sid}`, fetch(own));
    return { status: poll.status, packets: (await poll.text()).split(SEPARATOR) };
  }

  return {
    ...{ sid, opening, hears },
    says: async (payload, headers = {}) => {
      const post = await fetch(own, { method: "POST", body: payload, headers });
      await post.text();
      return post.status;
    },
    hearsOf: async (pattern) => {
      for (;;) {
        const { status, packets } = await hears();
        const found = packets.find((packet) => pattern.test(packet));
        if (found !== undefined) return found;
        if (status !== 200) throw new Error(`${status} before ${pattern}`);
      }
    },
  };
}
