/*
 * The ways in which a reader can follow the wire. Each turns what comes over its transport into the same messages, so
 * that one reader (fire-reader.ts) is judged by the same rules on all of them.
 */

/** Who listens to a connection. Hears nothing more after `over`, or after the call was closed. */
export interface Ear {
  /** Anything at all came: the connection is alive. */
  alive(): void;
  /** A message of the contract, its payload as the bytes came. */
  message(name: string, json: string): void;
  over(why: string): void;
}

/** A connection that is being made, or open. */
export interface Call {
  tick(now: number): void;
  close(): void;
}

/** Opens a connection to a server, with a cursor in its text form. */
export type Way = (url: string, cursor: string | null, ear: Ear) => Call;
