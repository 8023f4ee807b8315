import { fork } from "node:child_process";
import { once } from "node:events";

/** A process of the harness that is begun with an order and asked over IPC. */
export interface Asked<Question, Answer> {
  ask(question: Question): Promise<Answer>;
  /** Asks the last question, and waits for its end. */
  end(question: Question): Promise<void>;
}

export function startAsked<Question extends object, Answer>(path: string, order: object): Asked<Question, Answer> {
  const child = fork(path, [JSON.stringify(order)], { execPath: process.execPath, execArgv: [] });
  const exit = once(child, "exit");
  let line = Promise.resolve();

  /** One question at a time: answers come in order. */
  function ask(question: Question): Promise<Answer> {
    const answered = line.then(async () => {
      child.send(question);
      const [answer] = await Promise.race([
        once(child, "message"),
        exit.then(() => Promise.reject(new Error(`${path} has ended`))),
      ]);
      return answer as Answer;
    });
    line = answered.then(
      () => {},
      () => {},
    );
    return answered;
  }

  return {
    ask,
    end: async (question) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      await ask(question).catch(() => {});
      await exit;
    },
  };
}
