import type { IncomingMessage } from "node:http";
import type { Server as Engine, Socket as EngineSocket } from "engine.io";
import type { Admission } from "./admission.ts";

/** The connections that are open: how many from each client, and of which it is not yet known who they are. */
export interface OpenConnections {
  from(client: string): number;
  /** One more, which is not the engine's. Returns what is to be called when it has ended. */
  opened(client: string): () => void;
  /** It is known now who this is: its handshake makes room for another. */
  settle(connection: EngineSocket): void;
}

export function countConnections(
  { admission, clientOf }: { admission: Admission; clientOf: (request: IncomingMessage) => string },
  engine: Engine,
): OpenConnections {
  const perClient = new Map<string, number>();
  const unsettled = new Map<EngineSocket, () => void>();

  function opened(client: string): () => void {
    perClient.set(client, (perClient.get(client) ?? 0) + 1);
    return () => {
      const left = (perClient.get(client) ?? 1) - 1;
      if (left > 0) perClient.set(client, left);
      else perClient.delete(client);
    };
  }

  function settle(connection: EngineSocket): void {
    unsettled.get(connection)?.();
    unsettled.delete(connection);
  }

  engine.on("connection", (connection: EngineSocket) => {
    unsettled.set(
      connection,
      admission.opened(() => connection.close(true)),
    );
    const ended = opened(clientOf(connection.request));
    connection.once("close", () => {
      settle(connection);
      ended();
    });
  });
  return { from: (client) => perClient.get(client) ?? 0, opened, settle };
}
