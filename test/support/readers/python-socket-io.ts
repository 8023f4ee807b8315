import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fetchPackages } from "../../../deploy/local/embedded/fetch-packages.ts";
import { run } from "../../../deploy/local/process/run.ts";

/*
 * A program that is not ours, from this machine or from Debian's packages in the project's cache. Where it cannot be had a
 * test that needs it fails with a sentence that says what to install: nothing is passed over in silence.
 */

const CACHE = fileURLToPath(new URL("../../../.cache", import.meta.url));
const SEARCH_PATH = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin";
const PYTHON_SOCKETIO = [
  ...["python3-socketio", "python3-engineio", "python3-bidict", "python3-websocket", "python3-requests"],
  ...["python3-urllib3", "python3-idna", "python3-certifi", "python3-chardet", "python3-charset-normalizer"],
  "python3-six",
];

/** The environment in which `python3` can import `socketio`. */
export async function pythonWithSocketIo(): Promise<Record<string, string>> {
  if (await imports({})) return { PATH: SEARCH_PATH };
  const folder = await fetchPackages({
    ...{ name: "python-socketio", packages: PYTHON_SOCKETIO, isDeep: false },
    ...{ cacheDir: CACHE, searchPath: SEARCH_PATH },
  });
  const environment = { PATH: SEARCH_PATH, PYTHONPATH: join(folder, "usr/lib/python3/dist-packages") };
  if (await imports(environment)) return environment;
  throw new Error("python3 cannot import socketio and websocket: install python3-socketio and python3-websocket");
}

async function imports(environment: Record<string, string>): Promise<boolean> {
  const env = { PATH: SEARCH_PATH, ...environment };
  const asked = await run("python3", ["-c", "import socketio, requests, websocket"], { env }).catch(() => null);
  return asked?.code === 0;
}
