import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** Work that would hold up the loop it was asked on: one thing at a time, on a thread of its own. */
export interface ThreadOnDemand<Question, Answer> {
  /** Waits for its turn. Throws when there is no answer in time, or the thread ends; the next question begins another. */
  ask(question: Question): Promise<Answer>;
  close(): Promise<void>;
}

export interface ThreadOptions {
  /** The thread's program: it answers each message with one. */
  program: URL;
  /** Of one answer. */
  timeoutMs: number;
  heapMb: number;
}

const IDLE_MS = 60_000;

/**
 * The thread is there only while somebody asks: it starts with the first question and ends a minute after the last. What is
 * not answered in time takes its thread with it.
 */
export function openThreadOnDemand<Question, Answer>(options: ThreadOptions): ThreadOnDemand<Question, Answer> {
  const { program, timeoutMs, heapMb } = options;
  let thread: Worker | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;

  async function answer(question: Question): Promise<Answer> {
    clearTimeout(idle);
    thread ??= new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: heapMb } });
    try {
      thread.postMessage(question);
      const [answered] = await once(thread, "message", { signal: AbortSignal.timeout(timeoutMs) });
      return answered as Answer;
    } catch (fault) {
      await rest();
      throw fault;
    } finally {
      idle = setTimeout(rest, IDLE_MS).unref();
    }
  }

  async function rest(): Promise<void> {
    clearTimeout(idle);
    const resting = thread;
    thread = null;
    await resting?.terminate();
  }

  return {
    ask: (question) => {
      const answered = queue.then(() => answer(question));
      queue = answered.catch(() => {});
      return answered;
    },
    close: rest,
  };
}
