import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "vitest";
import type { WireEvent } from "../../../core/news/wire-event.ts";
import { eventually } from "../deadline.ts";

/*
 * A receiver of webhooks as docs/operations.md asks of one: proves the signature by itself, keeps the number that it has
 * done with, and passes over what it has had. Whatever breaks a promise is noted in `breaches`.
 */

export interface Message {
  id: string;
  type: string;
  data: { upTo: string; events: WireEvent[] };
}

export interface Receiver {
  url: string;
  /** What it proves messages by; set when the webhook is made. */
  secret: string;
  /** Every message that came and was genuine, in order; repeats are among them. */
  messages: Message[];
  /** What was done, once each, in order. */
  events: WireEvent[];
  breaches: string[];
  /** What becomes of the next requests, in this order; afterwards all are taken. */
  nextAnswers: ("refuse" | "lose the answer" | "hang" | "redirect" | "gone")[];
  /** Ends it without an answer to anybody; `returns` opens it again at the same address, with what it remembers. */
  dies(): Promise<void>;
  returns(): Promise<void>;
  /** Resolves when it has done with this number. */
  hasReached(seq: number): Promise<void>;
}

export async function openReceiver(t: TestContext, filtersSome = false): Promise<Receiver> {
  const messages: Message[] = [];
  const events: WireEvent[] = [];
  const breaches: string[] = [];
  let place = { epoch: "", seq: 0 };
  let server: Server | undefined;
  let port = 0;

  function take(message: Message): void {
    messages.push(message);
    const [epoch = "", seq = "0"] = message.data.upTo.split(":");
    if (message.type === "wire.reset") place = { epoch, seq: Number(seq) };
    for (const event of message.data.events) {
      if (place.epoch === "") place = { epoch: event.epoch, seq: event.seq - 1 };
      if (event.epoch !== place.epoch) breaches.push(`${event.seq} of ${event.epoch} without a reset`);
      if (event.epoch !== place.epoch || event.seq <= place.seq) continue;
      if (!filtersSome && event.seq !== place.seq + 1) breaches.push(`a hole before ${event.seq}`);
      place.seq = event.seq;
      events.push(event);
    }
    if (Number(seq) > place.seq) place = { epoch, seq: Number(seq) };
  }

  function answer(body: string, headers: NodeJS.Dict<string | string[]>, response: ServerResponse): void {
    const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature } = headers;
    const key = Buffer.from(receiver.secret.slice("whsec_".length), "base64");
    const proof = `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
    if (signature !== proof) breaches.push(`${id} is not genuine`);
    const outcome = receiver.nextAnswers.shift();
    if (outcome === "refuse") response.writeHead(503).end();
    else if (outcome === "gone") response.writeHead(410).end();
    else if (outcome === "redirect") response.writeHead(302, { Location: receiver.url }).end();
    else if (outcome !== "hang") {
      take({ id: String(id), ...(JSON.parse(body) as Omit<Message, "id">) });
      if (outcome === "lose the answer") response.destroy();
      else response.writeHead(204).end();
    }
  }

  async function listen(): Promise<void> {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of request) chunks.push(chunk as Buffer);
      } catch {
        return; // the sender was killed in the middle
      }
      answer(Buffer.concat(chunks).toString(), request.headers, response);
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  }

  async function end(): Promise<void> {
    if (!server?.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  const receiver: Receiver = {
    ...{ url: "", secret: "", messages, events, breaches, nextAnswers: [], dies: end, returns: listen },
    hasReached: async (seq) => {
      await eventually(`the receiver at ${seq}`, () => (place.seq >= seq ? true : undefined));
    },
  };
  await listen();
  t.onTestFinished(end);
  receiver.url = `http://127.0.0.1:${port}/wire?of=london`;
  return receiver;
}
