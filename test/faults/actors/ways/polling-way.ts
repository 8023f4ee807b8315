import { Agent, type ClientRequest, request } from "node:http";
import { takePacket } from "./packet.ts";
import type { Way } from "./way.ts";

const SEPARATOR = "\u001e";

/** By Engine.IO's long polling and nothing else, as where WebSocket is blocked. */
export const pollingWay: Way = (url, cursor, ear) => {
  const agent = new Agent({ keepAlive: true });
  const requests = new Set<ClientRequest>();
  let address = `${url}/socket.io/?EIO=4&transport=polling`;
  let isOver = false;

  function end(why: string): void {
    if (isOver) return;
    close();
    ear.over(why);
  }

  function ask(method: "GET" | "POST", body: string, onAnswer: (text: string) => void): void {
    const asked = request(address, { method, agent }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => {
        requests.delete(asked);
        if (response.statusCode === 200) onAnswer(text);
        else end(`refused: ${response.statusCode}`);
      });
      response.on("error", () => end("lost"));
    });
    requests.add(asked);
    asked.on("error", () => end("lost"));
    asked.end(body);
  }

  const answers = { cursor, say: (packet: string) => ask("POST", packet, () => {}) };

  function poll(): void {
    ask("GET", "", (text) => {
      for (const packet of text.split(SEPARATOR)) {
        if (isOver) return;
        if (packet.startsWith("0")) address += `&sid=${(JSON.parse(packet.slice(1)) as { sid: string }).sid}`;
        takePacket(answers, ear, packet);
      }
      if (!isOver) poll();
    });
  }

  function close(): void {
    isOver = true;
    for (const asked of requests) asked.destroy();
    agent.destroy();
  }

  poll();
  return { tick: () => {}, close };
};
