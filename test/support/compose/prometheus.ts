import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestContext } from "vitest";
import { fetchPackages } from "../../../deploy/local/embedded/fetch-packages.ts";
import { tieToThisProcess } from "../../../deploy/local/process/lifeline.ts";
import { run } from "../../../deploy/local/process/run.ts";
import { ownPort } from "../../faults/fire/own-port.ts";
import { eventually, within } from "../deadline.ts";
import { readText } from "../house/sources.ts";

/*
 * Prometheus and promtool from this machine or from Debian's packages in the project's cache. Where they cannot be had a
 * test that needs them fails with a sentence that says what to install: nothing is passed over in silence.
 */

const CACHE = fileURLToPath(new URL("../../../.cache", import.meta.url));
const SEARCH_PATH = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin";
const RULES = fileURLToPath(new URL("../../../deploy/prometheus/alerts.yml", import.meta.url));

/** One series that a question was answered with. */
export interface Sample {
  metric: Record<string, string>;
  value: number;
}

export interface Rule {
  name: string;
  query: string;
  state: "inactive" | "pending" | "firing";
  health: string;
  annotations: Record<string, string>;
  alerts: { labels: Record<string, string>; state: string }[];
}

export interface RunningPrometheus {
  /** Throws what Prometheus says is wrong with the question. */
  ask(query: string): Promise<Sample[]>;
  rules(): Promise<Rule[]>;
}

export async function prometheusPrograms(): Promise<Record<"prometheus" | "promtool", string>> {
  const installed = await run("promtool", ["--version"], { env: { PATH: SEARCH_PATH } }).catch(() => null);
  if (installed?.code === 0) return { prometheus: "prometheus", promtool: "promtool" };
  const folder = await fetchPackages({
    ...{ name: "prometheus", packages: ["prometheus"], isDeep: false },
    ...{ cacheDir: CACHE, searchPath: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
  });
  const promtool = join(folder, "usr/bin/promtool");
  const fetched = await run(promtool, ["--version"]);
  if (fetched.code !== 0) throw new Error(`the fetched promtool does not run (${fetched.output}): install prometheus`);
  return { prometheus: join(folder, "usr/bin/prometheus"), promtool };
}

/** What promtool has to say of metrics, line by line. */
export async function lintMetrics(text: string): Promise<string[]> {
  const { promtool } = await prometheusPrograms();
  const child = spawn(promtool, ["check", "metrics"], { stdio: ["pipe", "ignore", "pipe"] });
  const said = child.stderr.setEncoding("utf8").toArray();
  child.stdin.end(text);
  return (await within("promtool", said)).join("").split("\n").filter(Boolean);
}

type Job = "server" | "worker" | "balancer";
/** Where each job's metrics are. */
type Targets = Record<Job, readonly string[]>;

/** Prometheus with the project's own rules and configuration, but for addresses, and every 2 s. */
export async function startPrometheus(t: TestContext, targets: Targets): Promise<RunningPrometheus> {
  const { prometheus } = await prometheusPrograms();
  const folder = await mkdtemp(join(tmpdir(), "london-daily-prometheus-"));
  t.onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const file = join(folder, "prometheus.yml");
  await writeFile(file, configurationFor(readText("deploy/prometheus/prometheus.yml"), targets));
  const port = await ownPort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    prometheus,
    [
      ...[`--config.file=${file}`, `--storage.tsdb.path=${join(folder, "data")}`],
      ...[`--web.listen-address=127.0.0.1:${port}`, "--log.level=warn"],
    ],
    { env: { PATH: SEARCH_PATH }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000);
    });
  await once(child, "spawn");
  tieToThisProcess(child, child.pid ?? 0, "SIGKILL");
  t.onTestFinished(async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await within("the end of Prometheus", ended);
  });
  await eventually("a Prometheus that is ready", async () => {
    if (child.exitCode !== null) throw new Error(`Prometheus ended: ${said}`);
    return (await fetch(`${url}/-/ready`).catch(() => null))?.ok ? true : undefined;
  });
  return questionsTo(url);
}

/** Docker's DNS names servers and workers there; here their addresses do. */
function configurationFor(text: string, targets: Targets): string {
  const addresses = (job: Job) => JSON.stringify(targets[job].map((url) => new URL(url).host));
  return text
    .replace("rule_files: [alerts.yml]", `rule_files: [${JSON.stringify(RULES)}]`)
    .replaceAll(/(scrape|evaluation)_interval: \d+s/g, "$1_interval: 2s")
    .replace("scrape_timeout: 4s", "scrape_timeout: 2s")
    .replaceAll(
      /(?<=job_name: (\w+)\n) {4}dns_sd_configs:\n {6}- \{ names: .*\n/g,
      (_, job: Job) => `    static_configs: [{ targets: ${addresses(job)} }]\n`,
    );
}

function questionsTo(url: string): RunningPrometheus {
  const get = async <Data>(path: string): Promise<Data> => {
    const answer = await fetch(`${url}/api/v1/${path}`);
    const { status, data, error } = (await answer.json()) as { status: string; data: Data; error?: string };
    if (status !== "success") throw new Error(error);
    return data;
  };
  return {
    ask: async (query) => {
      const asked = `query?query=${encodeURIComponent(query)}`;
      const { resultType, result } = await get<{ resultType: string; result: unknown }>(asked);
      if (resultType !== "vector") throw new Error(`${query} gives a ${resultType}`);
      const samples = result as { metric: Record<string, string>; value: [number, string] }[];
      return samples.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
    },
    rules: async () => (await get<{ groups: { rules: Rule[] }[] }>("rules")).groups.flatMap(({ rules }) => rules),
  };
}
