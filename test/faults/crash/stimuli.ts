import type { PaperProcess } from "../fire/processes.ts";
import type { UnderFire } from "../fire/under-fire.ts";
import type { Stimulus } from "./crash-point.ts";

/** More than a ring of the copy holds, less than is replayed. */
const FAR_BEHIND = 300;
const LASTS_MS = 3_000;

/** What brings `target`, or one like it, to a point once. Whatever it opens is closed again by itself. */
export async function stimulate(fire: UnderFire, by: Stimulus, target: PaperProcess): Promise<void> {
  switch (by) {
    case "a start":
      await target.kill();
      return target.start({ isAwaited: false });
    case "SIGTERM":
      return target.leave();
    case "a reader with a false cursor":
      return knock(fire, "000000000000:1");
    case "a reader with an old cursor": {
      const { epoch, top } = await fire.wire();
      return knock(fire, `${epoch}:${Math.max(0, top - FAR_BEHIND)}`);
    }
    case "a script that streams":
      return visit(fire, "/v1/events/stream");
    case "a visitor of the front page":
      return visit(fire, "/");
    case "a subscriber that is cut off":
      await fire.redis.ask("CLIENT", "KILL", "TYPE", "pubsub");
      return;
    case "a story that waits for its time":
      void fire.publisher.schedules(100); // its answer may be long in coming: a server may be down
      return;
  }
}

/** A stranger at every server, who comes with this cursor and is of no further interest. */
function knock({ serverUrls }: UnderFire, cursor: string): void {
  for (const url of serverUrls) {
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/socket.io/?EIO=4&transport=websocket`);
    const close = () => socket.close();
    AbortSignal.timeout(LASTS_MS).addEventListener("abort", close);
    socket.addEventListener("error", close);
    socket.addEventListener("message", ({ data }) => {
      if (String(data).startsWith("0")) socket.send(`40${JSON.stringify({ cursor })}`);
    });
  }
}

function visit({ serverUrls }: UnderFire, path: string): void {
  for (const url of serverUrls) {
    fetch(url + path, { signal: AbortSignal.timeout(LASTS_MS) })
      .then((response) => response.text())
      .catch(() => {}); // killed in the middle of it
  }
}
