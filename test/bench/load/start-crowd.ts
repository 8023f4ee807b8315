import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Answer, Opening, Question } from "./crowd.ts";

export interface Crowd {
  pid: number;
  /** Opens so many more; resolves when all are greeted. */
  opens(opening: Opening): Promise<Answer>;
  ask(question: Question): Promise<Answer>;
  end(): Promise<void>;
}

/** Starts a crowd's process; nobody is in it yet. */
export async function startCrowd(): Promise<Crowd> {
  const program = fileURLToPath(new URL("./crowd.ts", import.meta.url));
  const child = fork(program, [], { execPath: process.execPath, execArgv: [], serialization: "advanced" });
  await once(child, "spawn");
  const exit = once(child, "exit");

  async function ask(question: Question): Promise<Answer> {
    child.send(question);
    const gone = exit.then(() => Promise.reject(new Error("the crowd has ended")));
    const [answer] = await Promise.race([once(child, "message"), gone]);
    return answer as Answer;
  }

  async function opens(opening: Opening): Promise<Answer> {
    const answer = await ask({ ask: "open", ...opening });
    const readers = Object.values(answer.groups).reduce((sum, group) => sum + group.readers, 0);
    if (answer.up !== readers) throw new Error(`of ${readers} readers only ${answer.up} were let in`);
    return answer;
  }

  return {
    pid: child.pid ?? 0,
    opens,
    ask,
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.send({ ask: "end" } satisfies Question);
      await exit;
    },
  };
}
