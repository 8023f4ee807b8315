import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Dialect, Group, GroupAnswer } from "../crowd/crowd-order.ts";
import { type Crowd, startCrowd } from "../crowd/start-crowd.ts";
import type { StockOrder, StockQuestion } from "../crowd/stock-server.ts";
import { lasts } from "../fire/lasts.ts";
import { type Asked, startAsked } from "../fire/start-asked.ts";
import { startUnderFire, type UnderFire } from "../fire/under-fire.ts";

/*
 * Readers whose connections are cut again and again: ours beside a stock Socket.IO server, and one with connection state
 * recovery, in the same seconds, by the same client code, cut by the same clock. A story is posted to us and sent by
 * them at the same moment.
 */

export interface CutsOptions {
  /** Of each of the three. */
  readers: number;
  stories: number;
  everyMs: number;
  cutEveryMs: number;
  cutForMs: number;
}

export interface CutsResult {
  stories: number;
  readers: number;
  answers: GroupAnswer[];
}

const STOCK_EPOCH = "000000000000";
const OURS = "ours";

export async function showCuts(options: CutsOptions): Promise<CutsResult> {
  const { readers, stories, everyMs } = options;
  const fire = await startUnderFire({ mix: {}, isPlain: true });
  const stock = [startStock({ recovers: false }), startStock({ recovers: true })];
  let crowd: Crowd | undefined;
  try {
    const [plain, recovering] = await Promise.all(stock.map((server) => server.ask({})));
    const { top } = await fire.head();
    const group = (name: string, dialect: Dialect, urls: string[], base: number): Group => ({
      ...{ name, dialect, urls, base, readers, count: stories, stalls: "no", from: null },
      ...{ cutEveryMs: options.cutEveryMs, cutForMs: options.cutForMs },
    });
    crowd = startCrowd({
      groups: [
        group(OURS, "paper", fire.serverUrls, top),
        group("stock Socket.IO", "stock", [localUrl(plain)], 0),
        group("stock, with state recovery", "stock with recovery", [localUrl(recovering)], 0),
      ],
    });
    await crowd.isLive(60_000);
    await crowd.ask({ cuts: true, marks: true });
    for (let seq = 1; seq <= stories; seq++) {
      await Promise.all([lasts(everyMs), publish(fire, stock, seq)]);
    }
    await crowd.ask({ cuts: false });
    await crowd.isLive(60_000);
    const end = (await fire.head()).top;
    const [ours, ...theirs] = await Promise.all([
      crowd.group(OURS, { upTo: end }),
      crowd.group("stock Socket.IO", { upTo: stories }),
      crowd.group("stock, with state recovery", { upTo: stories }),
    ]);
    return { stories, readers, answers: ours ? [ours, ...theirs] : [] };
  } finally {
    await crowd?.end();
    await Promise.all(stock.map((server) => server.end({ isEnd: true })));
    await fire.close();
  }
}

function startStock(order: StockOrder): Asked<StockQuestion, number> {
  return startAsked(fileURLToPath(new URL("../crowd/stock-server.ts", import.meta.url)), order);
}

function localUrl(port: number | undefined): string {
  return `http://127.0.0.1:${port}`;
}

async function publish(fire: UnderFire, stock: Asked<StockQuestion, number>[], seq: number): Promise<void> {
  const id = randomUUID();
  const text = { headline: `Under fire [${id}]`, standfirst: "", excerpt: "Some text.", section: "uk" };
  const story = { id, rev: 1, status: "published", ...text, urgency: "routine", verification: "confirmed" };
  const event = { epoch: STOCK_EPOCH, seq, at: new Date().toISOString(), kind: "new", story };
  await Promise.all([fire.publisher.posts(1), ...stock.map((server) => server.ask({ event }))]);
}

/** As a table of Markdown. */
export function tellCuts({ stories, readers, answers }: CutsResult): string {
  const due = stories * readers;
  const rows = answers.map((answer) => {
    const lost = `${answer.missing} (${((answer.missing / due) * 100).toFixed(2)} %)`;
    const more = [answer.again, answer.disordered, answer.cuts, answer.p50Ms, answer.p99Ms];
    return `| ${[answer.name, due, lost, ...more].join(" | ")} |`;
  });
  return [
    "| | deliveries due | lost | twice | out of order | cuts | p50 (ms) | p99 (ms) |",
    "|---|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}
