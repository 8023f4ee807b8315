import { once } from "node:events";
import { eventually } from "../../support/deadline.ts";

/*
 * Where a process spends its time, by V8's own sampling, asked over the inspector of a process that was started with
 * `--inspect`. Time is each function's own; functions are put together by the file or package that they are in.
 */
export interface Profile {
  /** Own time in ms by place, the most costly first. */
  places: { place: string; ms: number }[];
}

interface ProfileNode {
  id: number;
  callFrame: { functionName: string; url: string };
}

interface RawProfile {
  nodes: ProfileNode[];
  samples: number[];
  timeDeltas: number[];
}

/** Attaches to the inspector on a port. The function returned begins a profile; the one that that returns ends it. */
export async function attachProfiler(port: number): Promise<() => Promise<() => Promise<Profile>>> {
  const targets = await eventually(`the inspector on ${port}`, async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => null);
    return answer?.ok ? ((await answer.json()) as { webSocketDebuggerUrl: string }[]) : undefined;
  });
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? "");
  await once(socket, "open");
  let asked = 0;

  async function ask<T>(method: string): Promise<T> {
    const id = ++asked;
    socket.send(JSON.stringify({ id, method }));
    for (;;) {
      const [{ data }] = (await once(socket, "message")) as [MessageEvent];
      const answer = JSON.parse(String(data)) as { id?: number; result: T };
      if (answer.id === id) return answer.result;
    }
  }

  await ask("Profiler.enable");
  return async () => {
    await ask("Profiler.start");
    return async () => profileOf((await ask<{ profile: RawProfile }>("Profiler.stop")).profile);
  };
}

function profileOf({ nodes, samples, timeDeltas }: RawProfile): Profile {
  const places = new Map(nodes.map((node) => [node.id, placeOf(node)]));
  const own = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const place = places.get(id) ?? "?";
    own.set(place, (own.get(place) ?? 0) + (timeDeltas[at] ?? 0) / 1_000);
  }
  own.delete("(idle)");
  return { places: [...own].map(([place, ms]) => ({ place, ms })).sort((one, other) => other.ms - one.ms) };
}

/** "server/live/out/pump.ts serve", "engine.io", "node:net", "writeBuffer (native)". */
function placeOf({ callFrame: { functionName, url } }: ProfileNode): string {
  if (url === "") return functionName.startsWith("(") ? functionName : `${functionName} (native)`;
  const modules = url.lastIndexOf("/node_modules/");
  if (modules >= 0) {
    const [scope = "", name = ""] = url.slice(modules + "/node_modules/".length).split("/");
    return scope.startsWith("@") ? `${scope}/${name}` : scope;
  }
  const own = /\/((?:core|server|workers)\/.*)$/.exec(url)?.[1];
  return own === undefined ? url.replace(/^node:internal\//, "node:") : `${own} ${functionName}`;
}
