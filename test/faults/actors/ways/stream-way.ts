import { get } from "node:http";
import type { Way } from "./way.ts";

/** By Server-Sent Events, with the cursor as `Last-Event-ID`, as a browser's EventSource brings it back. */
export const streamWay: Way = (url, cursor, ear) => {
  let text = "";
  const headers = { Accept: "text/event-stream", ...(cursor === null ? {} : { "Last-Event-ID": cursor }) };
  const request = get(`${url}/v1/events/stream`, { headers, agent: false }, (response) => {
    if (response.statusCode !== 200) ear.over(`refused: ${response.statusCode}`);
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      ear.alive();
      const blocks = (text + chunk).split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const { event, data } = fieldsOf(block);
        if (event !== undefined && data !== undefined) ear.message(event, data);
      }
    });
    response.on("close", () => ear.over("lost"));
    response.on("error", () => ear.over("lost"));
  });
  request.on("error", () => ear.over("lost"));
  return { tick: () => {}, close: () => request.destroy() };
};

function fieldsOf(block: string): Partial<Record<string, string>> {
  return Object.fromEntries(
    block.split("\n").map((line) => {
      const colon = line.indexOf(": ");
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
}
