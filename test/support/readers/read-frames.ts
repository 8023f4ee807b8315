import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { within } from "../deadline.ts";

const RFC_6455_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/**
 * What a WebSocket client that is not ours (Node's own) takes these bytes for: the texts of the messages in them, of
 * which there must be so many.
 */
export async function readFrames(bytes: Buffer, count: number): Promise<string[]> {
  const server = createServer();
  server.on("upgrade", (request, tcp) => {
    const accepted = createHash("sha1")
      .update(`${request.headers["sec-websocket-key"]}${RFC_6455_GUID}`)
      .digest("base64");
    tcp.on("error", () => {});
    tcp.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n");
    tcp.write(`Sec-WebSocket-Accept: ${accepted}\r\n\r\n`);
    tcp.write(bytes);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => {
    client.close();
    server.closeAllConnections();
    server.close();
  });
  const texts: string[] = [];
  await within(
    `${count} messages`,
    new Promise<void>((resolve, fail) => {
      client.addEventListener("error", () => fail(new Error("the client took the bytes for no frame")));
      client.addEventListener("close", ({ code }) => fail(new Error(`closed: ${code}`)));
      client.addEventListener("message", ({ data }) => {
        texts.push(String(data));
        if (texts.length === count) resolve();
      });
    }),
  );
  return texts;
}
