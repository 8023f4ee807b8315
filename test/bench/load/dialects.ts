/** What a server speaks: ours, any Socket.IO, or bare WebSocket. */
export type Dialect = "london" | "socket.io" | "ws";

export const WEBSOCKET_PATH: Record<Dialect, string> = {
  london: "/socket.io/?EIO=4&transport=websocket",
  "socket.io": "/socket.io/?EIO=4&transport=websocket",
  ws: "/",
};
export const POLLING_PATH = "/socket.io/?EIO=4&transport=polling";

/** An event of the wire is longer than anything else that a server says: pings, beats, the greeting. */
export const EVENT_AT_LEAST_BYTES = 300;

/** The Socket.IO packet that asks for the namespace, as Engine.IO carries it. */
export function connectPacket(cursor: string | null): string {
  return cursor === null ? "40" : `40${JSON.stringify({ cursor })}`;
}

/** Whether this message is the last of a handshake. */
export function isGreeting(dialect: Dialect, text: string): boolean {
  return dialect === "london" ? text.startsWith('42["hello"') : text.startsWith("40");
}

/** The number of an event, read from its message without parsing it. */
export function seqIn(text: string): number {
  return Number(/"seq":(\d+)/.exec(text)?.[1] ?? Number.NaN);
}
