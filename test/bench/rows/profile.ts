import { freePort } from "../../../deploy/local/process/free-port.ts";
import { type Audience, openAudience, pause } from "../audience.ts";
import { attachProfiler, type Profile } from "../measure/cpu-profile.ts";
import type { Bench, Row } from "../run-row.ts";
import { london } from "../subjects.ts";

/** Where the server's time goes: for each delivery of 5 stories a second, and for each reader who is let in. */
export const profile: Row = {
  asks: "where the time goes, per delivery and per connection",
  async measure(bench) {
    const { stores, readers, isQuick } = bench;
    const inspectorPort = await freePort();
    const subject = await london(1, { NODE_OPTIONS: `--inspect=127.0.0.1:${inspectorPort}` })(stores);
    const begin = await attachProfiler(inspectorPort);
    const audience = await openAudience(subject);
    try {
      const letIn = await profiled(begin, () => audience.join("prompt", readers));
      add(bench, letIn.profile, readers, "µs per connection");
      await pause(2_000);
      const { profile, result } = await profiled(begin, () => hearPaced(audience, isQuick ? 10 : 40));
      add(bench, profile, result.deliveries, "µs per delivery");
    } finally {
      await audience.leave();
      await subject.stop();
    }
  },
};

const SHOWN = 25;

const hearPaced = (audience: Audience, times: number) => audience.hear({ events: 1, times, everyMs: 200 });

async function profiled<T>(begin: () => Promise<() => Promise<Profile>>, act: () => Promise<T>) {
  const end = await begin();
  const result = await act();
  return { result, profile: await end() };
}

function add({ results }: Bench, { places }: Profile, among: number, unit: string): void {
  const all = places.reduce((sum, { ms }) => sum + ms, 0);
  results.add("all", unit, (all * 1_000) / among);
  for (const { place, ms } of places.slice(0, SHOWN)) results.add(place, unit, (ms * 1_000) / among);
}
