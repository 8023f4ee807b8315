import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";

/*
 * Socket.IO as its documentation sets it up, to be cut beside us: one server, its own adapter, with or without the
 * connection state recovery that the documentation recommends. Asked over IPC to send an event to all.
 */

export interface StockOrder {
  recovers: boolean;
}

/** The event to send; left out: only the port is asked for. */
export interface StockQuestion {
  event?: object;
  isEnd?: boolean;
}

const RECOVERY = { connectionStateRecovery: { maxDisconnectionDuration: 2 * 60_000, skipMiddlewares: true } };

const { recovers } = JSON.parse(process.argv[2] ?? "") as StockOrder;
const http = createServer();
const io = new Server(http, recovers ? RECOVERY : {});
await new Promise<void>((listening) => http.listen(0, "127.0.0.1", 4_096, listening));

process.on("message", ({ event, isEnd }: StockQuestion) => {
  if (event) io.emit("headline", event);
  process.send?.((http.address() as AddressInfo).port, () => isEnd && process.exit());
});
process.on("disconnect", () => process.exit());
