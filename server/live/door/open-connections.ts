import type { IncomingMessage } from "node:http";
import type { Server as Engine, Socket as EngineSocket } from "engine.io";
import type { Admission } from "./admission.ts";

/** The connections that are open: how many from each address, and of which it is not yet known who they are. */
export interface OpenConnections {
  from(address: string): number;
  /** It is known now who this is: its handshake makes room for another. */
  settle(connection: EngineSocket): void;
}

export function countConnections(
  { admission, addressOf }: { admission: Admission; addressOf: (request: IncomingMessage) => string },
  engine: Engine,
): OpenConnections {
  const perAddress = new Map<string, number>();
  const unsettled = new Map<EngineSocket, () => void>();

  function settle(connection: EngineSocket): void {
    unsettled.get(connection)?.();
    unsettled.delete(connection);
  }

  engine.on("connection", (connection: EngineSocket) => {
    const settled = admission.opened(() => connection.close(true));
    unsettled.set(connection, settled);
    const address = addressOf(connection.request);
    perAddress.set(address, (perAddress.get(address) ?? 0) + 1);
    connection.once("close", () => {
      settle(connection);
      const left = (perAddress.get(address) ?? 1) - 1;
      if (left > 0) perAddress.set(address, left);
      else perAddress.delete(address);
    });
  });
  return { from: (address) => perAddress.get(address) ?? 0, settle };
}
