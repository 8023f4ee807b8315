import type { RequestHandler, Response } from "express";
import type { Store } from "../../core/store/connect.ts";
import { noteAct } from "../../core/store/people/audit-log.ts";
import { callerOf } from "../http/gate.ts";
import type { Board } from "./board.ts";

/*
 * The calls of bull-board's page, in the shape that its page reads. Looking changes nothing. A hand may be laid only on what
 * failed for good, and the audit log has its line before it happens: a line too many is better than an act without one.
 */

export interface BoardParts {
  board: Board;
  store: Store;
}

/** A call that looks. */
export function look({ board }: BoardParts, route: string): RequestHandler {
  const call = board.call("get", route);
  return (request, response) => answer(response, () => call(asked(board, request)));
}

export const retryOne = (parts: BoardParts) => layHandOnOne(parts, "retry");
export const removeOne = (parts: BoardParts) => layHandOnOne(parts, "remove");
export const retryFailed = (parts: BoardParts) => layHandOnFailed(parts, "retry");
export const removeFailed = (parts: BoardParts) => layHandOnFailed(parts, "remove");

/** bull-board's words for the acts. */
const WORDS = { retry: "retry", remove: "clean" };

/** A call that retries or removes one job, if that failed. */
function layHandOnOne({ board, store }: BoardParts, act: keyof typeof WORDS): RequestHandler {
  const call = board.call("put", `/queues/:queueName/:jobId/${WORDS[act]}`);
  return (request, response) => {
    const { queueName: queue = "", jobId: job = "" } = request.params as Record<string, string>;
    return answer(response, async () => {
      const found = await board.queues.get(queue)?.getJob(job);
      if ((await found?.getState()) !== "failed") return NOT_FAILED;
      await noteAct(store, actorOf(response), `queue.${act}`, { queue, job });
      return call(asked(board, request));
    });
  };
}

/** A call that retries or removes all of a queue that failed. */
function layHandOnFailed({ board, store }: BoardParts, act: keyof typeof WORDS): RequestHandler {
  const call = board.call("put", `/queues/:queueName/${WORDS[act]}/:queueStatus`);
  return (request, response) => {
    const { queueName: queue = "" } = request.params as Record<string, string>;
    return answer(response, async () => {
      if (!board.queues.has(queue)) return { status: 404, body: { error: { key: "ERRORS.QUEUE_NOT_FOUND" } } };
      await noteAct(store, actorOf(response), `queue.${act}`, { queue, job: "all that failed" });
      const { queues, uiConfig } = board;
      const params = { queueName: queue, queueStatus: "failed" };
      return call({ queues, uiConfig, params, query: {}, body: {}, headers: {} });
    });
  };
}

type Told = Awaited<ReturnType<ReturnType<Board["call"]>>>;

const NOT_FAILED: Told = {
  status: 409,
  body: { error: { key: "ERRORS.JOB_NOT_RETRIABLE", options: { state: "not failed" } } },
};

function asked({ queues, uiConfig }: Board, request: Parameters<RequestHandler>[0]) {
  const { query, params } = request;
  return { queues, uiConfig, query, params, body: {}, headers: {} } as Parameters<ReturnType<Board["call"]>>[0];
}

/** What its page is told while Redis is away: the page stays, and says that it could not ask. */
async function answer(response: Response, ask: () => Promise<Told> | Told): Promise<void> {
  response.set("Cache-Control", "no-store");
  try {
    const { status = 200, body } = await ask();
    response.status(status).json(body);
  } catch {
    const body = {
      error: { key: "ERRORS.INTERNAL_SERVER_ERROR" },
      message: "The queues cannot be asked at the moment.",
    };
    response.status(503).set("Retry-After", "5").json(body);
  }
}

function actorOf(response: Response) {
  const { account, address } = callerOf(response);
  return { account, address };
}
