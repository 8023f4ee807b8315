import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fetchPackages } from "../../../deploy/local/embedded/fetch-packages.ts";
import { run, runOrThrow } from "../../../deploy/local/process/run.ts";

/*
 * docker-compose.yml as a real compose parser understands it: Debian's docker-compose, from this machine or from packages in
 * the project's cache, and never a reading of our own. Where it cannot be had, whoever needs it fails with a sentence that
 * says what to install.
 */

const HERE = fileURLToPath(new URL("../../..", import.meta.url));
const SEARCH_PATH = "/usr/local/bin:/usr/bin:/bin";
const PYTHON = "/usr/bin/python3";
const PACKAGES = [
  ...["docker-compose", "python3-docker", "python3-dockerpty", "python3-docopt", "python3-dotenv", "python3-yaml"],
  ...["python3-jsonschema", "python3-attr", "python3-pyrsistent", "python3-texttable", "python3-distro", "python3-six"],
  ...["python3-websocket", "python3-requests", "python3-urllib3", "python3-idna", "python3-certifi", "python3-chardet"],
  ...["python3-charset-normalizer", "python3-packaging"],
];
/** What compose says is YAML; it has a reader for that at hand. */
const PROGRAM = `
import contextlib, io, json, yaml
from compose.cli.main import main
said = io.StringIO()
with contextlib.redirect_stdout(said):
    main()
print(json.dumps(yaml.safe_load(said.getvalue())))
`;

export interface Described {
  image: string;
  user?: string;
  command?: string[];
  environment?: Record<string, string>;
  profiles?: string[];
  read_only?: boolean;
  init?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  mem_limit?: string;
  cpus?: number;
  pids_limit?: number;
  ports?: (string | { published: number; target: number })[];
  volumes?: string[];
  networks?: Record<string, unknown>;
  secrets?: { source: string }[];
  healthcheck?: { test: string[] };
  stop_grace_period?: string;
  logging?: { options?: Record<string, string> };
}

export interface ComposeFile {
  services: Record<string, Described>;
  secrets: Record<string, { file: string }>;
  networks: Record<string, { internal?: boolean }>;
}

/** Throws what compose says when it does not take the file. */
export async function readCompose(settings: Record<string, string>): Promise<ComposeFile> {
  const env = { ...settings, COMPOSE_PROFILES: "core,watch", ...(await composeEnvironment()) };
  const said = await runOrThrow(PYTHON, ["-c", PROGRAM, "-f", "docker-compose.yml", "config"], { cwd: HERE, env });
  return JSON.parse(said.slice(said.indexOf("{"))) as ComposeFile;
}

async function composeEnvironment(): Promise<Record<string, string>> {
  if (await parses({})) return { PATH: SEARCH_PATH };
  const folder = await fetchPackages({
    ...{ name: "docker-compose", packages: PACKAGES, isDeep: false },
    ...{ cacheDir: join(HERE, ".cache"), searchPath: SEARCH_PATH },
  });
  const environment = { PATH: SEARCH_PATH, PYTHONPATH: join(folder, "usr/lib/python3/dist-packages") };
  if (await parses(environment)) return environment;
  throw new Error("no docker-compose that Python can import is here (Debian 12 has it): install docker-compose");
}

async function parses(environment: Record<string, string>): Promise<boolean> {
  const env = { PATH: SEARCH_PATH, ...environment };
  const asked = await run(PYTHON, ["-c", "import compose.cli.main, yaml"], { env }).catch(() => null);
  return asked?.code === 0;
}
