import { expect, test } from "vitest";
import { CONFIG_NAMES } from "../../core/settings/config.ts";
import { type ComposeFile, type Described, readCompose } from "../support/compose/read-compose.ts";
import { readText } from "../support/house/sources.ts";

/* What docker-compose.yml says, as a real compose parser reads it; it is run, as processes, in test/faults. */

const ASKED = {
  PUBLIC_URL: "https://paper.example",
  VAPID_SUBJECT: "mailto:desk@paper.example",
  MAIL_FROM: "a@b.example",
};
/** What a server needs to send readers elsewhere when it has as many as the file allows it (docs/operations.md). */
const LONGEST_DRAIN_S = 42 + 2;
const PAPER = ["server", "worker", "migrate"];
/** PostgreSQL's versions have two numbers; the paper's own image is built from what is here. */
const PINNED = /^london-daily$|^postgres:\d+\.\d+-|:v?\d+\.\d+\.\d+/;
/** Of newsletters: who sends none may leave them, and the file names them all the same. */
const OF_MAILS = ["SMTP_URL", "MAIL_FROM", "MAIL_WEBHOOK_SECRET"];

async function services(): Promise<[string, Described][]> {
  return Object.entries((await readCompose(ASKED)).services);
}

function namesOf(found: [string, Described][]): string[] {
  return found.map(([name]) => name);
}

test("O2: the file has every service, in the profile where it belongs", async () => {
  const byProfile = Object.groupBy(await services(), ([, { profiles }]) => profiles?.join() ?? "none");
  expect(namesOf(byProfile.core ?? []).sort()).toEqual(
    ["haproxy", "mailpit", "migrate", "postgres", "redis", "server", "worker"].sort(),
  );
  expect(namesOf(byProfile.watch ?? []).sort()).toEqual(["grafana", "prometheus"]);
  expect(Object.keys(byProfile).sort()).toEqual(["core", "watch"]);
});

test("O2: every container is pinned, nobody's root, cannot write to its own root or gain rights, and is limited", async () => {
  for (const [name, service] of await services()) {
    expect(service, name).toMatchObject({ read_only: true, init: true, cap_drop: ["ALL"] });
    expect(service.security_opt, name).toEqual(["no-new-privileges:true"]);
    expect(service.user, name).toMatch(/^(?!root|0\b)\w/);
    expect(service.image, name).toMatch(PINNED);
    expect([service.mem_limit, service.cpus, service.pids_limit, service.logging?.options?.["max-size"]], name).toEqual(
      [expect.anything(), expect.anything(), expect.anything(), "10m"],
    );
    const files = (service.volumes ?? []).filter((volume) => /^[./]/.test(volume));
    expect(
      files.filter((volume) => !volume.endsWith(":ro")),
      name,
    ).toEqual([]);
  }
});

test("O2: every service is asked how it is, but for the one that ends, and has longer to end than it needs", async () => {
  for (const [name, { healthcheck, stop_grace_period }] of await services()) {
    expect(healthcheck?.test[0], name).toMatch(name === "migrate" ? /^NONE$/ : /^CMD/);
    expect(secondsIn(stop_grace_period ?? ""), name).toBeGreaterThanOrEqual(
      name === "server" ? LONGEST_DRAIN_S + 15 : 10,
    );
  }
});

test("O2: secrets come in files that the process reads, stand in no environment, and each service has only its own", async () => {
  const { services: all, secrets } = await readCompose(ASKED);
  for (const [name, { environment = {}, secrets: given = [] }] of Object.entries(all)) {
    const loud = Object.keys(environment).filter((key) =>
      /(PASSWORD|SECRET|TOKEN|PRIVATE_KEY|DATABASE_URL|REDIS_URL)$/.test(key),
    );
    expect(loud, name).toEqual([]);
    const used = Object.values(environment).flatMap((value) => /^\/run\/secrets\/(.+)$/.exec(value)?.[1] ?? []);
    if (name !== "redis") expect(given.map(({ source }) => source).sort(), name).toEqual(used.sort());
    expect(
      given.filter(({ source }) => !(source in secrets)),
      name,
    ).toEqual([]);
  }
  const made = readText("deploy/secrets/paper-secrets.ts");
  const roles = ["server", "worker"].map((role) => `redis_${role}_url`);
  expect(Object.keys(secrets).filter((name) => !made.includes(`"${name}"`) && !roles.includes(name))).toEqual([]);
});

test("O2: what the paper is told are settings that it has", async () => {
  const { services: all } = await readCompose(ASKED);
  const known = new Set([...CONFIG_NAMES, ...OF_MAILS].flatMap((name) => [name, `${name}_FILE`]));
  const unknown = PAPER.flatMap((name) => Object.keys(all[name]?.environment ?? {})).filter((name) => !known.has(name));
  expect(unknown).toEqual([]);
});

test("O2: only the balancer is published to others, and nothing that keeps or carries the news leads out", async () => {
  const file: ComposeFile = await readCompose(ASKED);
  const published = Object.entries(file.services).flatMap(([name, { ports = [] }]) =>
    ports.map((port) => `${name} ${typeof port === "string" ? port : `${port.published}:${port.target}`}`),
  );
  expect(published.filter((port) => !port.includes(" 127.0.0.1:"))).toEqual([
    expect.stringMatching(/^haproxy 3000:3000/),
  ]);
  for (const name of ["postgres", "redis", "migrate"]) {
    expect(Object.keys(file.services[name]?.networks ?? {}), name).toEqual(["back"]);
  }
  expect(Object.keys(file.services.prometheus?.networks ?? {}).sort()).toEqual(["back", "watched"]);
  for (const name of ["back", "watched"]) expect(file.networks[name]).toEqual({ internal: true });
});

test("O2: a start without what only the operator knows is refused with its name", async () => {
  for (const name of Object.keys(ASKED)) await expect(readCompose({ ...ASKED, [name]: "" })).rejects.toThrow(name);
});

test("O2: the manifests of Kubernetes tell servers, workers and the migration what the compose file tells them", async () => {
  const { services: all } = await readCompose(ASKED);
  const shared = namesIn("settings.yaml", /^ {2}([A-Z][A-Z_]+): /gm);
  for (const role of PAPER) {
    const described = Object.keys(all[role]?.environment ?? {});
    const own = namesIn(`${role}.yaml`, /\{ name: ([A-Z][A-Z_]+), value: /g);
    expect(own.sort(), role).toEqual(described.filter((name) => name.endsWith("_FILE")).sort());
    if (role === "server") expect([...own, ...shared].sort()).toEqual(described.sort());
    if (role === "worker") expect(described.filter((name) => ![...own, ...shared].includes(name))).toEqual([]);
    const mounted = namesIn(`${role}.yaml`, /value: \/run\/secrets\/paper\/(\w+)/g);
    const handed = new RegExp(`secret generic london-daily-${role}((?: \\\\\n)?\\s+--from-file=secrets/\\w+)+`);
    const [command = ""] = handed.exec(readText("docs/kubernetes.md")) ?? [];
    expect([...command.matchAll(/secrets\/(\w+)/g)].map(([, name]) => name).sort(), role).toEqual(mounted.sort());
  }
  expect(shared.filter((name) => !CONFIG_NAMES.includes(name))).toEqual([]);
});

/** What a manifest names, in its own order. */
function namesIn(manifest: string, pattern: RegExp): string[] {
  return [...readText(`deploy/kubernetes/${manifest}`).matchAll(pattern)].map(([, name = ""]) => name);
}

function secondsIn(period: string): number {
  const [, minutes = "0", seconds = "0"] = /^(?:(\d+)m)?(?:(\d+)s)?$/.exec(period) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}
