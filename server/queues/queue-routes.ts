import { boardPolicy } from "../http/answers/security.ts";
import type { Route } from "../http/route-table.ts";
import { type BoardParts, look, removeFailed, removeOne, retryFailed, retryOne } from "./board-calls.ts";
import { boardFiles, showBoard } from "./board-page.ts";

export interface QueueRouteParts extends BoardParts {
  publicUrl: string;
}

/**
 * The page of the queues, for admins. Of bull-board's calls those that look, and the four that lay a hand on what failed;
 * what would stop, empty or rewrite a queue is not served.
 */
export function queueRoutes(parts: QueueRouteParts): Route[] {
  const page = [boardPolicy(parts), showBoard(parts.board, parts)] as const;
  return [
    ["GET", "/desk/queues", "admin", ...page],
    ["GET", "/desk/queues/", "admin", ...page],
    ["GET", "/desk/queues/job-schedulers", "admin", ...page],
    ["GET", "/desk/queues/queue/:queueName", "admin", ...page],
    ["GET", "/desk/queues/queue/:queueName/:jobId", "admin", ...page],
    ["GET", "/desk/queues/static/*file", "admin", boardPolicy(parts), boardFiles(parts.board)],
    ["GET", "/desk/queues/api/queues", "admin", look(parts, "/queues")],
    ["GET", "/desk/queues/api/redis/stats", "admin", look(parts, "/redis/stats")],
    ["GET", "/desk/queues/api/job-schedulers", "admin", look(parts, "/job-schedulers")],
    ["GET", "/desk/queues/api/queues/:queueName/metrics", "admin", look(parts, "/queues/:queueName/metrics")],
    ["GET", "/desk/queues/api/queues/:queueName/workers", "admin", look(parts, "/queues/:queueName/workers")],
    ["GET", "/desk/queues/api/queues/:queueName/:jobId/logs", "admin", look(parts, "/queues/:queueName/:jobId/logs")],
    ["GET", "/desk/queues/api/queues/:queueName/:jobId/flow", "admin", look(parts, "/queues/:queueName/:jobId/flow")],
    ["GET", "/desk/queues/api/queues/:queueName/:jobId", "admin", look(parts, "/queues/:queueName/:jobId")],
    ["PUT", "/desk/queues/api/queues/:queueName/:jobId/retry", "admin", retryOne(parts)],
    ["PUT", "/desk/queues/api/queues/:queueName/:jobId/clean", "admin", removeOne(parts)],
    ["PUT", "/desk/queues/api/queues/:queueName/retry/failed", "admin", retryFailed(parts)],
    ["PUT", "/desk/queues/api/queues/:queueName/clean/failed", "admin", removeFailed(parts)],
  ];
}
