import { connect } from "node:net";

/*
 * Asks for one page over kept connections, each for the next as soon as it has the one before, in a process of its own;
 * counts answers by their Content-Length. Ended by SIGTERM or with its parent.
 */

export interface PageOrder {
  port: number;
  path: string;
  connections: number;
}

const { port, path, connections } = JSON.parse(process.argv[2] ?? "") as PageOrder;
const REQUEST = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept-Encoding: br\r\n\r\n`;
const counts = { pages: 0, bytes: 0, refused: 0 };

function open(): void {
  const tcp = connect({ port, host: "127.0.0.1", noDelay: true });
  let head = "";
  let left = 0;
  const finish = (): void => {
    counts.pages++;
    tcp.write(REQUEST);
  };
  tcp.on("data", (bytes) => {
    counts.bytes += bytes.length;
    if (left > 0) {
      left -= bytes.length;
      if (left <= 0) finish();
      return;
    }
    head += bytes.toString("latin1");
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    if (!head.startsWith("HTTP/1.1 200")) counts.refused++;
    left = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0) - (head.length - end - 4);
    head = "";
    if (left <= 0) finish();
  });
  tcp.on("error", () => {});
  tcp.write(REQUEST);
}

for (let each = 0; each < connections; each++) open();
process.on("message", () => process.send?.(counts));
process.on("disconnect", () => process.exit());
