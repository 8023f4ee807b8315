import { join } from "node:path";
import { Redis } from "ioredis";
import { createFirePublisher } from "../actors/fire-publisher.ts";
import type { Mix } from "../actors/fleet-kinds.ts";
import { startFleet } from "../actors/start-fleet.ts";
import { tell } from "../checker/checker.ts";
import type { Proof } from "../checker/proof.ts";
import { createProving } from "../checker/prove.ts";
import { createEnds } from "../fire/own-stores.ts";
import { type ComposedPaper, type Scale, startComposedPaper } from "./composed-paper.ts";
import { type KillReport, killNamed, killReplaced } from "./watched-kill.ts";

/*
 * docker-compose.yml as processes, scaled, with readers spread over the servers by HAProxy. One process of each kind is
 * killed while stories go on: the canary names the hop where that breaks one, and nobody loses anything.
 */

export interface ComposedOptions extends Scale {
  mix: Mix;
  perSecond: number;
  /** Of the stores, which may be killed; each costs the time until the canary is sure. */
  stores: readonly ("redis" | "postgres")[];
}

export interface ComposedResult {
  kills: KillReport[];
  /** Readers of each server, before the first kill. */
  spread: number[];
  proof: Proof;
  /** What Redis refused to one of its users: `ACL LOG`. */
  refused: string[];
}

export async function showComposed(
  options: ComposedOptions,
  report: (line: string) => void = () => {},
): Promise<ComposedResult> {
  const ends = createEnds();
  try {
    const paper = await startComposedPaper(options);
    ends.add("paper", paper.close);
    report(`${paper.servers.length} servers and ${paper.workers.length} workers behind ${paper.url}`);
    const ledgers = { publisher: join(paper.folder, "publisher.jsonl"), readers: join(paper.folder, "readers.jsonl") };
    const publisher = createFirePublisher({
      urls: [paper.url],
      token: paper.editorToken,
      ledger: ledgers.publisher,
      isPlain: true,
    });
    ends.add("publisher", () => publisher.close());
    const places = { urls: [paper.url], ownUrls: [paper.url], comesAndGoesMs: 2_000, ledger: ledgers.readers };
    const fleet = startFleet({ ...places, mix: options.mix });
    ends.add("fleet", () => fleet.end());
    await fleet.isMet();
    const spread = await readersOf(paper);
    publisher.begins(options.perSecond);
    const kills: KillReport[] = [];
    for (const kill of killsOf(paper, options.stores)) {
      const told = await kill();
      await fleet.isUp();
      report(`${told.what}: ${told.hop ?? "nothing broke"}, ${(told.afterMs / 1_000).toFixed(1)} s`);
      kills.push(told);
    }
    const refused = await refusals(paper);
    const proof = await createProving({ publisher, fleet, truth: paper.truth, ledgers }).proof();
    report(tell(proof.violations) || "no breach of I1 to I17");
    return { kills, spread, proof, refused };
  } finally {
    await ends.close();
  }
}

/** What Docker's restart policy would start again by itself, and then the stores. */
function killsOf(paper: ComposedPaper, stores: ComposedOptions["stores"]): (() => Promise<KillReport>)[] {
  const { haproxy, serverUrls, redis, postgres } = paper;
  const [server, ...others] = paper.servers;
  const [worker] = paper.workers;
  if (!server || !worker || others.length === 0) throw new Error("a scale of two servers at the least");
  return [
    () => killReplaced(paper, "a worker", worker, serverUrls),
    () => killReplaced(paper, "a server", server, serverUrls.slice(1)),
    () => killReplaced(paper, "haproxy", haproxy, serverUrls),
    ...stores.map((name) => () => killNamed(paper, name, name === "redis" ? redis : postgres)),
  ];
}

async function readersOf({ metricsUrls }: ComposedPaper): Promise<number[]> {
  return Promise.all(
    metricsUrls.map(async (url) => {
      const text = await (await fetch(url)).text();
      return Number(/^london_readers\{.*\} (\d+)$/m.exec(text)?.[1] ?? 0);
    }),
  );
}

async function refusals({ described }: ComposedPaper): Promise<string[]> {
  const password = await described.secret("redis_operator_password");
  const redis = new Redis({ port: described.redisPort, username: "operator", password });
  try {
    const entries = (await redis.call("ACL", "LOG", "50")) as string[][];
    return entries.map((entry) => {
      const field = (name: string) => entry[entry.indexOf(name) + 1];
      return `${field("username")}: ${field("reason")} ${field("object")}`;
    });
  } finally {
    redis.disconnect();
  }
}
