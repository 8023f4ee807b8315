import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type TestContext, test } from "vitest";
import { createGuardedPost } from "../../workers/outgoing/guarded-post.ts";

const never = new AbortController().signal;
const posted = (url: string) => ({ url, headers: {}, body: "{}" });

/** A server on this machine that answers as it is told, and says how often it was asked. */
async function openHome(
  t: TestContext,
  answer: Parameters<typeof createServer>[1],
): Promise<{ port: number; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    request.resume();
    answer?.(request, response as never);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked: () => asked };
}

test.for([
  "127.0.0.1",
  "localhost",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "2130706433",
  "0x7f.1",
  "0.0.0.0",
  "[::]",
])("X4: nothing is sent to %s, which is this machine", async (host, t) => {
  const home = await openHome(t, (_, response) => response.end());
  const guarded = createGuardedPost({ privateAddresses: [], timeoutMs: 5_000 });
  await expect(guarded.post(posted(`http://${host}:${home.port}/`), never)).rejects.toThrow();
  expect(home.asked()).toBe(0);
});

test.for([
  "10.0.0.1",
  "172.16.0.1",
  "192.168.0.1",
  "169.254.169.254",
  "100.64.0.1",
  "[fe80::1]",
  "[fd00::1]",
  "224.0.0.1",
])("X4: nothing is sent to %s, and its address is said to be the reason", async (host) => {
  const guarded = createGuardedPost({ privateAddresses: ["127.0.0.1", "10.0.0.2"], timeoutMs: 5_000 });
  await expect(guarded.post(posted(`https://${host}/`), never)).rejects.toThrow("is a private one");
});

test("X4: an address that the configuration names is asked; no redirect is followed and a long answer is cut", async (t) => {
  const guarded = createGuardedPost({ privateAddresses: ["127.0.0.1"], timeoutMs: 5_000 });
  const secret = await openHome(t, (_, response) => response.end());
  const moved = await openHome(t, (_, response) =>
    response.writeHead(307, { Location: `http://127.0.0.1:${secret.port}/` }).end(),
  );
  expect(await guarded.post(posted(`http://127.0.0.1:${moved.port}/`), never)).toMatchObject({ status: 307 });
  expect(secret.asked()).toBe(0);
  const cut = Promise.withResolvers<void>();
  const endless = await openHome(t, (_, response) => {
    response.writeHead(200, { "Retry-After": "7" });
    const pour = (): void => {
      while (response.write("x".repeat(16_384)));
    };
    response.on("drain", pour).on("close", cut.resolve);
    pour();
  });
  expect(await guarded.post(posted(`http://127.0.0.1:${endless.port}/`), never)).toEqual({
    ...{ status: 200, retryAfterSeconds: 7 },
  });
  await cut.promise;
});

test("X4: who does not answer is given up, and so is whoever is asked when work ends", async (t) => {
  const silent = await openHome(t, () => {});
  const url = `http://127.0.0.1:${silent.port}/`;
  const options = { privateAddresses: ["127.0.0.1"] };
  const quick = createGuardedPost({ ...options, timeoutMs: 50 });
  await expect(quick.post(posted(url), never)).rejects.toThrow("it did not answer within 0.05 s");
  const ending = new AbortController();
  const patient = createGuardedPost({ ...options, timeoutMs: 60_000 }).post(posted(url), ending.signal);
  ending.abort();
  await expect(patient).rejects.toThrow();
});
