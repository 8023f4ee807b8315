import { Registry } from "prom-client";
import { expect, onTestFinished, test } from "vitest";
import { type Health, healthOf, serveWatch } from "../../core/process/health.ts";

async function watch(health?: () => Health): Promise<(path: string) => Promise<Response>> {
  const options = { port: 0, host: "127.0.0.1", metrics: new Registry(), ...(health && { health }) };
  const { port, close } = await serveWatch(options);
  onTestFinished(close);
  return (path) => fetch(`http://127.0.0.1:${port}${path}`);
}

test("O3: a process is ready only if all is well that another could do better; the rest it tells as degraded", () => {
  expect(healthOf({ ring: true, serving: true }, { heartbeat: true, wire: false })).toEqual({
    ...{ ready: true, checks: { ring: "ok", serving: "ok" }, degraded: ["heartbeat"] },
  });
  expect(healthOf({ ring: true, serving: false }, {})).toEqual({
    ...{ ready: false, checks: { ring: "ok", serving: "failing" }, degraded: [] },
  });
});

test("O3: a worker lives while it answers, and is ready with 200 or not with 503", async () => {
  let isWell = true;
  const ask = await watch(() => healthOf({ started: isWell }, { way: !isWell }));
  expect((await ask("/livez")).status).toBe(200);
  expect((await ask("/readyz")).status).toBe(200);
  isWell = false;
  const answer = await ask("/readyz");
  expect([answer.status, await answer.json()]).toEqual([
    503,
    { ready: false, checks: { started: "failing" }, degraded: ["way"] },
  ]);
  expect((await ask("/livez")).status).toBe(200);
});

test("O4: metrics have a port of their own, and nothing else is on it", async () => {
  const ask = await watch();
  const metrics = await ask("/metrics");
  expect([metrics.status, metrics.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/plain")]);
  for (const path of ["/", "/readyz", "/livez", "/metrics/x"]) expect((await ask(path)).status, path).toBe(404);
});
