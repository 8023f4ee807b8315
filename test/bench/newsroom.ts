import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";

/** Posts stories as editors do, over connections that are kept. */
export interface Newsroom {
  /** Resolves when the story was answered with 201. */
  posts(): Promise<void>;
  close(): void;
}

/** The text of a story that a bench posts. */
export const BODY = "The gates were closed at noon, an hour before the highest tide of the year. ".repeat(20);

export function openNewsroom({ port, token }: { port: number; token: string }, connections = 1): Newsroom {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    posts: () =>
      new Promise((taken, failed) => {
        const headline = `Thames Barrier closed as spring tide meets storm ${randomUUID().slice(0, 8)}`;
        const text = JSON.stringify({ headline, section: "uk", body: BODY });
        const about = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) };
        const headers = { ...about, Authorization: `Bearer ${token}`, "Idempotency-Key": randomUUID() };
        const posted = request({ agent, port, host: "127.0.0.1", method: "POST", path: "/v1/stories", headers });
        posted.once("error", failed);
        posted.once("response", (answer) => {
          answer.resume();
          if (answer.statusCode !== 201) return failed(new Error(`a story was answered with ${answer.statusCode}`));
          return answer.once("end", taken);
        });
        posted.end(text);
      }),
    close: () => agent.destroy(),
  };
}
