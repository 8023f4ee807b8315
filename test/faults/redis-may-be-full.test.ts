import { expect, test } from "vitest";
import { listen } from "../../core/pipes/wire-channel.ts";
import { eventually } from "../support/deadline.ts";
import { aStory, editorAt } from "../support/people/editor.ts";
import { expectKept, openFire, untilAccepted, untilQueueWorks } from "./fire/fire.ts";

/** More than a worker reads at once, so that what is stuck would hold up what comes after it. */
const MANY = 210;

test("I9, C7, D4: a Redis that is full, or takes no writes, gets no job and holds up nobody, and each event is on the channel once", async (t) => {
  const fire = await openFire(t);
  const heard: number[] = [];
  let isListening = false;
  const channel = listen(
    { redisUrl: fire.redis.url, redisPrefix: fire.redisPrefix, wire: "news" },
    {
      onEvent: (_epoch, { seq }) => heard.push(seq),
      onBeat: () => {},
      onListening: () => {
        isListening = true;
      },
    },
  );
  t.onTestFinished(() => channel.close());
  await eventually("a subscription", () => isListening || undefined);
  fire.publisher.begins(40);
  await untilAccepted(fire, 60);

  await fire.redis.ask("CONFIG", "SET", "maxmemory", "1");
  const from = Date.now();
  await untilAccepted(fire, MANY);
  const editor = editorAt(fire.serverUrls[0] ?? "", fire.token);
  const { id, seq = 0, epoch = "" } = await editor.posts(aStory());
  await fire.fleet.hasReached(epoch, seq);
  const receipt = await eventually("a receipt of what was fanned out", async () => {
    const { json } = await editor.ask("GET", `/v1/stories/${id}/receipt`);
    return (json as { fannedOut: string | null }).fannedOut ? json : undefined;
  });
  expect(receipt).toMatchObject({ queued: null });

  await fire.redis.ask("CONFIG", "SET", "maxmemory", "0", "min-replicas-to-write", "1");
  await untilAccepted(fire, 80);
  const { epoch: present, top } = await fire.wire();
  await fire.fleet.hasReached(present, top);
  const to = Date.now();

  await fire.redis.ask("CONFIG", "SET", "min-replicas-to-write", "0");
  fire.publisher.begins(10);
  await untilQueueWorks(fire);
  const healedAt = await fire.heals();
  await untilAccepted(fire, 20);
  const { figures } = await expectKept(fire, { onlyRedisFailed: true, healedAt, delay: { from, to, p99Ms: 3_000 } });
  expect(figures.events).toBeGreaterThan(MANY);
  expect(heard).toEqual(heard.map((_, i) => (heard[0] ?? 0) + i));
});
