import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { run } from "../../deploy/local/process/run.ts";
import { lintMetrics, prometheusPrograms, startPrometheus } from "../support/compose/prometheus.ts";
import { eventually } from "../support/deadline.ts";
import { readText } from "../support/house/sources.ts";
import { startBalancer } from "../support/lines/balancer.ts";
import { openReader } from "../support/readers/open-reader.ts";
import { openFire } from "./fire/fire.ts";
import { untilCanaryIs } from "./fire/watch-canary.ts";

/*
 * What stands in deploy/prometheus and deploy/grafana is asked of the real Prometheus, which watches a real paper: a panel
 * that names a metric wrongly would be empty for years, and a rule would stay silent.
 */

interface Panel {
  title: string;
  targets?: { expr: string }[];
}

const RULES_FOLDER = dirname(fileURLToPath(new URL("../../deploy/prometheus/alerts.yml", import.meta.url)));
const { panels } = JSON.parse(readText("deploy/grafana/london-daily.json")) as { panels: Panel[] };
const queries = panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ title, query: expr.replaceAll("$__rate_interval", "30s") })),
);

/** What promtool finds odd in names that are not ours. */
const OF_OTHERS = /^(nodejs|process|bullmq)_/;

/** Of parts that this paper does not have at work: there is no voice, no source is read and nobody is written to. */
const MAY_BE_EMPTY = /london_(narrations|inbox_polls|letters)_total/;

test("O4: every alert fires when it should and stays quiet when not, and says where its cure stands", async () => {
  const { promtool } = await prometheusPrograms();
  for (const command of [
    ["check", "config", "prometheus.yml"],
    ["test", "rules", "alerts-test.yml"],
  ]) {
    expect(await run(promtool, command, { cwd: RULES_FOLDER })).toMatchObject({ code: 0 });
  }
  const [rules, tests, runbook] = ["alerts.yml", "alerts-test.yml"]
    .map((name) => readText(`deploy/prometheus/${name}`))
    .concat(readText("docs/operations.md"));
  const names = [...(rules ?? "").matchAll(/- alert: (\w+)/g)].map(([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(20);
  for (const name of names) {
    expect(tests, name).toContain(`${name} fires`);
    expect(tests, name).toContain(`${name} stays quiet`);
    expect(rules, name).toContain(`runbook: docs/operations.md#${name.toLowerCase()}\n`);
    expect(runbook, name).toContain(`\n### ${name}\n`);
  }
});

test("O4: the real Prometheus answers every panel and every rule from a paper at work, and is alarmed when workers die", async (t) => {
  const fire = await openFire(t, { hasCanary: true, isPlain: true, readers: 2, logLevel: "info" });
  const [worker] = fire.workers;
  const balancer = await startBalancer(
    t,
    fire.serverUrls.map((url) => Number(new URL(url).port)),
  );
  const prometheus = await startPrometheus(t, {
    ...{ server: fire.metricsUrls, worker: fire.workerMetricsUrls, balancer: [balancer.metricsUrl] },
  });
  await openReader(t, fire.serverUrls[0] ?? "", { shows: true });
  for (const url of [...fire.metricsUrls, ...fire.workerMetricsUrls]) {
    const text = await (await fetch(url)).text();
    expect((await lintMetrics(text)).filter((said) => !OF_OTHERS.test(said))).toEqual([]);
  }
  await untilCanaryIs(fire, true);

  expect(queries.length).toBeGreaterThan(40);
  let unanswered = queries;
  await eventually("an answer to every panel", async () => {
    await fire.publisher.posts(1); // a rate is seen when it goes on
    const found = await Promise.all(unanswered.map(async (asked) => (await prometheus.ask(asked.query)).length));
    unanswered = unanswered.filter(({ query }, i) => found[i] === 0 && !MAY_BE_EMPTY.test(query));
    return unanswered.length === 0 ? true : undefined;
  }).catch((late: Error) => expect(unanswered, late.message).toEqual([]));
  expect(await prometheus.ask("sum(london_readers)")).toMatchObject([{ value: 3 }]);
  const [shown] = await prometheus.ask("sum(rate(london_screen_seconds_count[30s]))");
  expect(shown?.value).toBeGreaterThan(0);

  let rules = await prometheus.rules();
  await eventually("a verdict on every rule, and no alarm", async () => {
    rules = await prometheus.rules();
    return rules.every(({ health, state }) => health === "ok" && state !== "firing") ? true : undefined;
  }).catch((late: Error) =>
    expect(
      rules.filter(({ state }) => state === "firing"),
      late.message,
    ).toEqual([]),
  );
  for (const { query } of rules) await prometheus.ask(query);

  const stages = await stagesIn(fire.folder);
  const [shownStory] = stages.find(([, told]) => told.some(({ stage }) => stage === "shown")) ?? [];
  const told = stages.find(([story]) => story === shownStory)?.[1] ?? [];
  expect(told.map(({ role, stage }) => `${role}: ${stage}`).sort()).toEqual(
    ["server: accepted", "server: heard", "server: shown", "worker: fanned out"].sort(),
  );
  expect(new Set(told.map(({ seq }) => seq)).size).toBe(1);

  await Promise.all([worker?.kill(), balancer.kill()]);
  const isAlarmed = (name: string, labels: Record<string, string>) =>
    eventually(`${name} fires`, async () => {
      const rule = (await prometheus.rules()).find((each) => each.name === name);
      const firing = rule?.alerts.find(({ state }) => state === "firing");
      return firing && Object.entries(labels).every(([label, value]) => firing.labels[label] === value)
        ? true
        : undefined;
    });
  await isAlarmed("NoWorkerHeard", { severity: "page" });
  await isAlarmed("CanaryRed", { severity: "page", hop: "worker" });
  await isAlarmed("BalancerGone", { severity: "page" });
});

interface StageLine {
  role: string;
  stage?: string;
  story?: string;
  seq?: number;
}

/** What the logs of all processes say of each story, by its id. */
async function stagesIn(folder: string): Promise<[story: string, told: StageLine[]][]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".log"));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const lines = texts.flatMap((text) => text.split("\n").filter((line) => line.includes('"stage":')));
  const byStory = new Map<string, StageLine[]>();
  for (const line of lines.map((text) => JSON.parse(text) as StageLine)) {
    byStory.set(line.story ?? "", [...(byStory.get(line.story ?? "") ?? []), line]);
  }
  return [...byStory];
}
