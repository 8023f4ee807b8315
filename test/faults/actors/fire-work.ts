/** What a newsroom under fire may ask for. */
export type Act = "new" | "update" | "correction" | "retraction";

/** One request, until it has its answer. */
export interface Work {
  key: string;
  act: Act;
  path: string;
  body: object;
  story: Standing | null;
  releaseAt: number | undefined;
  attempts: number;
  dueAt: number;
  done: () => void;
}

/** A story that may be changed. */
export interface Standing {
  id: string;
  rev: number;
  isBusy: boolean;
}
