import { parseArgs } from "node:util";
import { tell } from "./checker/checker.ts";
import { slowestMs } from "./checker/slowest.ts";
import { goThroughOutage } from "./fire/outage-of-redis.ts";
import { startUnderFire } from "./fire/under-fire.ts";

/*
 * The long form of the journey in which Redis is away:
 *
 *   npx node test/faults/drill-redis.ts --seconds 60 --readers 100 --rate 20
 */

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    readers: { type: "string", default: "100" },
    rate: { type: "string", default: "20" },
  },
});

const fire = await startUnderFire({ servers: 2, workers: 2, readers: Number(values.readers) });
try {
  fire.publisher.begins(Number(values.rate));
  const { from, to, acceptedMeanwhile, backAfterMs, receipts } = await goThroughOutage(
    fire,
    Number(values.seconds) * 1_000,
  );
  const proof = await fire.proof({ onlyRedisFailed: true, healedAt: await fire.heals() });
  const { events, arrivals, p50Ms, p99Ms } = proof.figures;
  console.log(`${events} events, ${arrivals} deliveries, p50 ${p50Ms} ms, p99 ${p99Ms} ms`);
  console.log(`Away for ${values.seconds} s: ${acceptedMeanwhile} accepted, ${fire.publisher.unanswered()} were not`);
  console.log(`The slowest of them took ${slowestMs(proof.history, from, to)} ms to a reader`);
  console.log(`Full speed ${backAfterMs} ms after its return`);
  console.log(`Its receipt while Redis was away, and after: ${JSON.stringify(receipts)}`);
  console.log(tell(proof.violations) || "Nothing lost, doubled, out of order, resurrected or silently missing");
  process.exitCode = proof.violations.length === 0 ? 0 : 1;
} finally {
  await fire.close();
}
