import { expect, test } from "vitest";
import { ownUrl } from "../../server/canary/read-canary.ts";
import { createStoreQuestions } from "../../server/canary/store-questions.ts";

test("I16: while the database is silent three questions are open and no more, until one is answered", async () => {
  const questions = createStoreQuestions();
  const silent = Array.from({ length: 3 }, () => Promise.withResolvers<string>());
  const waiting = silent.map(({ promise }) => questions.patience()?.wait(promise));
  expect(questions.patience()).toBeNull();
  silent[0]?.resolve("an answer");
  silent[1]?.reject(new Error("the connection broke"));
  expect(await waiting[0]).toBe("an answer");
  await expect(waiting[1]).rejects.toThrow("the connection broke");
  const next = [questions.patience()?.wait(Promise.resolve(1)), questions.patience()?.wait(Promise.resolve(2))];
  expect(await Promise.all(next)).toEqual([1, 2]);
  silent[2]?.resolve("late");
  expect(await waiting[2]).toBe("late");
});

test.for([
  { hosts: [], url: "http://127.0.0.1:80" },
  { hosts: ["0.0.0.0"], url: "http://127.0.0.1:80" },
  { hosts: ["::"], url: "http://[::1]:80" },
  { hosts: ["::1", "127.0.0.1"], url: "http://[::1]:80" },
  { hosts: ["10.1.2.3"], url: "http://10.1.2.3:80" },
  { hosts: ["localhost"], url: "http://localhost:80" },
])("I16: the canary's reader calls its own server, which listens on $hosts, at $url", ({ hosts, url }) => {
  expect(ownUrl(hosts, 80)).toBe(url);
});
