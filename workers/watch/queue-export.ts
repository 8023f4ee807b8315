import type { Queue } from "bullmq";

/*
 * How the queues stand, in Prometheus' text: BullMQ's own export of each, and how long its oldest job waits. One reading
 * of Redis serves a scrape, and whoever else scrapes within the same second; while Redis is away there are no figures, and
 * `london_queues_readable` says so.
 */

/** Scrapes that come together are one reading. */
const FRESH_MS = 1_000;

interface Clock {
  now(): number;
}

/** Returns what gives the text. It never throws. */
export function exportQueues(queues: readonly Queue[], clock: Clock): () => Promise<string> {
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<string> = Promise.resolve("");
  return () => {
    if (performance.now() - readAtMs >= FRESH_MS) {
      readAtMs = performance.now();
      reading = readAll(queues, clock).catch(() => readable(0));
    }
    return reading;
  };
}

async function readAll(queues: readonly Queue[], clock: Clock): Promise<string> {
  const [exported, ages] = await Promise.all([
    Promise.all(queues.map((queue) => queue.exportPrometheusMetrics({ role: "worker" }))),
    Promise.all(queues.map((queue) => oldestAgeSeconds(queue, clock))),
  ]);
  const oldest = queues.map(({ name }, i) => `london_queue_oldest_seconds{queue="${name}",role="worker"} ${ages[i]}`);
  return [
    mergeExports(exported),
    "# HELP london_queue_oldest_seconds How long the job that came first has waited; 0: none waits",
    "# TYPE london_queue_oldest_seconds gauge",
    ...oldest,
    readable(1),
  ].join("\n");
}

/** A job's time is its sender's clock, which may be wrong by a little. Delayed ones are not waiting yet. */
async function oldestAgeSeconds(queue: Queue, clock: Clock): Promise<number> {
  const [oldest] = await queue.getJobs("waiting", 0, 0, true);
  return oldest ? Math.max(0, (clock.now() - oldest.timestamp - (oldest.delay ?? 0)) / 1_000) : 0;
}

function readable(is: 0 | 1): string {
  return [
    "# HELP london_queues_readable 1 while the queues' figures can be read from Redis, else 0",
    "# TYPE london_queues_readable gauge",
    `london_queues_readable{role="worker"} ${is}`,
    "",
  ].join("\n");
}

/** Exports of several queues as one: what a metric is must be said once, and its samples stand together. */
export function mergeExports(exports: readonly string[]): string {
  const metrics = new Map<string, { said: string[]; samples: string[] }>();
  for (const line of exports.flatMap((text) => text.split("\n"))) {
    const [, comment, name = ""] = /^(?:# (HELP|TYPE) )?([a-zA-Z_:][\w:]*)/.exec(line) ?? [];
    if (name === "") continue;
    const metric = metrics.get(name) ?? { said: [], samples: [] };
    metrics.set(name, metric);
    if (comment === undefined) metric.samples.push(line);
    else if (metric.samples.length === 0) metric.said.push(line);
  }
  return [...metrics.values()].flatMap(({ said, samples }) => [...said, ...samples]).join("\n");
}
