import { fileURLToPath } from "node:url";
import { eventually } from "../../support/deadline.ts";
import { startAsked } from "../fire/start-asked.ts";
import type { CrowdOrder, CrowdQuestion, GroupAnswer } from "./crowd-order.ts";

export interface Crowd {
  ask(question?: CrowdQuestion): Promise<GroupAnswer[]>;
  /** The answer for one group. */
  group(name: string, question?: CrowdQuestion): Promise<GroupAnswer>;
  /** Resolves when everybody is live, with the answers. */
  isLive(deadlineMs?: number): Promise<GroupAnswer[]>;
  end(): Promise<void>;
}

/** Starts the crowd's process. Its readers begin to connect at once, about a thousand a second. */
export function startCrowd(order: CrowdOrder): Crowd {
  const asked = startAsked<CrowdQuestion, GroupAnswer[]>(fileURLToPath(new URL("./crowd.ts", import.meta.url)), order);
  const ask = (question: CrowdQuestion = {}) => asked.ask(question);
  return {
    ask,
    group: async (name, question) => {
      const found = (await ask(question)).find((answer) => answer.name === name);
      if (!found) throw new Error(`there is no group ${name}`);
      return found;
    },
    isLive: (deadlineMs) =>
      eventually(
        "everybody live",
        async () => {
          const answers = await ask();
          return answers.every(({ live }, i) => live === order.groups[i]?.readers) ? answers : undefined;
        },
        deadlineMs,
      ),
    end: () => asked.end({ isEnd: true }),
  };
}
