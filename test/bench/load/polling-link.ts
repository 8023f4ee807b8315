import { connect } from "node:net";
import { connectPacket, isGreeting, POLLING_PATH } from "./dialects.ts";
import type { Link, LinkOptions } from "./websocket-link.ts";

const BETWEEN_PACKETS = "\u001e";

/** A reader that polls: one kept connection, one request after the other. */
export function openPollingLink({ port, dialect, cursor, onGreeted, onEvent, onEnd }: LinkOptions): Link {
  let answer = "";
  let session = "";
  let isGreeted = false;
  let status = 0;

  const tcp = connect({ port, host: "127.0.0.1", noDelay: true });
  tcp.setEncoding("latin1"); // lengths are in bytes, and only the beginnings of packets are looked at

  function ask(method: "GET" | "POST", body = ""): void {
    const about = method === "POST" ? `Content-Type: text/plain\r\nContent-Length: ${body.length}\r\n` : "";
    tcp.write(`${method} ${POLLING_PATH}${session} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${about}\r\n${body}`);
  }

  function take(packet: string): void {
    if (packet.startsWith("42") && isGreeted) onEvents(packet);
    else if (packet.startsWith("0{")) session = `&sid=${(JSON.parse(packet.slice(1)) as { sid: string }).sid}`;
    else if (!isGreeted && isGreeting(dialect, packet)) {
      isGreeted = true;
      onGreeted(packet);
    }
  }

  function onEvents(packet: string): void {
    if (packet.startsWith('42["headline"')) onEvent(packet);
  }

  /** What comes next: the first answer brings the session, a ping wants a pong, everything else another poll. */
  function goOn(packets: string[]): void {
    if (packets.some((packet) => packet.startsWith("0{"))) ask("POST", connectPacket(cursor));
    else if (packets.includes("2")) ask("POST", "3");
    else ask("GET");
  }

  tcp.on("data", (text) => {
    answer += text as unknown as string;
    for (;;) {
      const head = answer.indexOf("\r\n\r\n");
      if (head < 0) return;
      status = Number(answer.slice(9, 12));
      const length = Number(/content-length: (\d+)/i.exec(answer.slice(0, head))?.[1] ?? 0);
      const end = head + 4 + length;
      if (answer.length < end) return;
      const packets = answer.slice(head + 4, end).split(BETWEEN_PACKETS);
      answer = answer.slice(end);
      if (status !== 200) {
        tcp.destroy();
        return;
      }
      for (const packet of packets) take(packet);
      goOn(packets);
    }
  });
  tcp.on("error", () => {}); // a reset is an end
  tcp.once("close", () => onEnd(status === 200 ? 0 : status));
  ask("GET");
  return { close: () => tcp.destroy() };
}
