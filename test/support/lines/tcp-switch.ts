import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { TestContext } from "vitest";

export interface TcpSwitch {
  port: number;
  /** Where connections lead from now on; null: nowhere, and those that are open are cut. */
  leadTo(port: number | null): void;
}

/** An address that stays while the server behind it goes and comes back. */
export async function openSwitch(t: TestContext): Promise<TcpSwitch> {
  const open = new Set<Socket>();
  let target: number | null = null;
  const server = createServer((reader) => {
    if (target === null) return reader.destroy();
    const there = connect(target, "127.0.0.1");
    for (const [socket, other] of [
      [reader, there],
      [there, reader],
    ] as const) {
      open.add(socket);
      socket.pipe(other);
      socket.on("error", () => other.destroy());
      socket.on("close", () => open.delete(socket) && other.destroy());
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  t.onTestFinished(() => {
    cut();
    server.close();
  });

  function cut(): void {
    for (const socket of open) socket.destroy();
  }

  return {
    port: (server.address() as AddressInfo).port,
    leadTo(port) {
      target = port;
      if (port === null) cut();
    },
  };
}
