import { Redis } from "ioredis";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { eventually, within } from "../support/deadline.ts";
import { linkOf, startMailing } from "../support/mail/mail-reader.ts";
import type { London } from "../support/paper/start-london.ts";

const KIM = "kim@example.org";

test("N1: a sign-up waits neither for a worker nor for Redis, and is not lost with it", async (t) => {
  const { london, sink, reader } = await startMailing(t, { workers: 0 });
  expect(await reader.signsUp(KIM)).toMatchObject({ status: 202 });
  await emptyRedis(london);
  await london.startWorker();
  expect(linkOf(await sink.next(KIM), "confirm")).toContain("token=");
});

test("N1: a worker that dies over a letter leaves it to the next, and the link of either mail is good", async (t) => {
  let arrived: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  let isFirst = true;
  const { london, sink, reader } = await startMailing(t, {
    workers: 0,
    answers: {
      onLetter: () => {
        if (!isFirst) return null;
        isFirst = false;
        arrived();
        return new Promise(() => {}); // the relay has it, and never says so
      },
    },
  });
  const first = await london.startWorker();
  await reader.signsUp(KIM);
  await within("the letter on the line", held);
  await first.close();
  await sql`
    update letter set lease_until = clock_timestamp() - interval '1 second', not_before = clock_timestamp(),
           state = 'sending'`.execute(london.store);
  await london.startWorker();
  expect(await reader.sends(linkOf(await sink.next(KIM), "confirm"))).toMatchObject({ status: 200 });
  const { rows } = await sql<{ attempts: number }>`
    select attempts from letter where kind = 'confirm'`.execute(london.store);
  expect(rows).toEqual([{ attempts: 2 }]);
});

test("N1: many workers send each letter once", async (t) => {
  const { london, sink, reader } = await startMailing(t, { workers: 3 });
  const people = Array.from({ length: 60 }, (_, at) => `p${at}@example.org`);
  await Promise.all(people.map((email) => reader.signsUp(email)));
  await eventually("all letters sent", async () => {
    const { rows } = await sql<{ sent: number }>`
      select count(*)::int as sent from letter where state = 'sent'`.execute(london.store);
    return rows[0]?.sent === people.length ? true : undefined;
  });
  expect(sink.letters.map(({ recipients }) => recipients.join()).sort()).toEqual([...people].sort());
});

async function emptyRedis({ config }: London): Promise<void> {
  const redis = new Redis(config.redisUrl);
  const keys = await redis.keys(`${config.redisPrefix}:*`);
  if (keys.length > 0) await redis.del(keys);
  redis.disconnect();
}
