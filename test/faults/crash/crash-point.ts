/*
 * A named place in the code at which a process can be killed. The product knows nothing of these: a copy of the tree gets
 * one line at each place (crash-build.ts), and the line does nothing until its name is armed.
 */
export interface CrashPoint {
  /** What has just happened, or is about to; unique, and the name of a file. */
  name: string;
  role: "server" | "worker";
  file: string;
  /** One place in the file. */
  at: RegExp;
  /** Where the line is put: before or after the place, or before it but carried out a turn of the event loop later. */
  put: "before" | "after" | "while";
  /** Code that must be true for it to count; the place may see much that is of no interest here. */
  when?: string;
  /** So many times it is passed before it kills. */
  passes?: number;
  /** What brings a process there; left out: the newsroom and the readers do. */
  by?: Stimulus;
}

/** See stimuli.ts. */
export type Stimulus =
  | "a start"
  | "SIGTERM"
  | "a reader with a false cursor"
  | "a reader with an old cursor"
  | "a script that streams"
  | "a visitor of the front page"
  | "a subscriber that is cut off"
  | "a story that waits for its time";
