import { expect, test } from "vitest";
import { expectKept, openFire, untilAccepted } from "./fire/fire.ts";

test("I1, I2, I6: servers that are killed in the middle of posts and replays lose nobody and nothing", async (t) => {
  const fire = await openFire(t, { servers: 2, readers: 30, comingAndGoing: 10, givesUp: 10 });
  fire.publisher.begins(50);
  for (const server of [...fire.servers, ...fire.servers]) {
    await untilAccepted(fire, 20 + Math.floor(Math.random() * 30));
    await server.kill();
    await untilAccepted(fire, 20);
    await server.start();
  }
  const healedAt = await fire.heals();
  await untilAccepted(fire, 50);
  const { figures } = await expectKept(fire, { healedAt });
  expect(figures.connections).toBeGreaterThan(60);
});

test("I15: when every server is restarted in turn, under load, nobody misses anything or waits for long", async (t) => {
  const fire = await openFire(t, { servers: 2, readers: 40 });
  fire.publisher.begins(30);
  await untilAccepted(fire, 60);
  const from = Date.now();
  for (const server of fire.servers) {
    await server.leave();
    await server.start();
  }
  await fire.fleet.isUp();
  const to = Date.now();
  await untilAccepted(fire, 30);
  const { history } = await expectKept(fire, { healedAt: to, delay: { from, to, p99Ms: 1_000 } });
  const lost = history.readers.filter(
    (line) => line.is === "closed" && line.why !== "succeeded" && line.why !== "ended",
  );
  expect(lost).toEqual([]);
});

test("I1: a server that is stopped in the middle of its commits holds up no other", async (t) => {
  const fire = await openFire(t, { servers: 2, readers: 20 });
  const [stopped] = fire.servers;
  fire.publisher.begins(60);
  await untilAccepted(fire, 100);
  stopped?.pause();
  await untilAccepted(fire, 100);
  stopped?.resume();
  const healedAt = await fire.heals();
  await untilAccepted(fire, 60);
  await expectKept(fire, { healedAt });
});
