import { readText } from "./sources.ts";

/** One line of docs/rules.md. */
export interface Rule {
  id: string;
  text: string;
  /** Why no test keeps it yet; null: tests keep it. */
  notYet: string | null;
}

const RULE = /^- \*\*([A-Z]\d+)\*\* (.+)$/;
const NOT_YET = /^(.+?) Not yet: (.+)$/;

/** The rules of docs/rules.md, in its order. A line below its heading "Not yet" ends in its reason. */
export function readRules(): Rule[] {
  return readText("docs/rules.md")
    .split("\n")
    .flatMap((line) => {
      const [, id, text] = RULE.exec(line) ?? [];
      if (id === undefined || text === undefined) return [];
      const [, promise, reason] = NOT_YET.exec(text) ?? [];
      return [{ id, text: promise ?? text, notYet: reason ?? null }];
    });
}
