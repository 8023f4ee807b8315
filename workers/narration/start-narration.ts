import { Counter, type Registry } from "prom-client";
import { openNarrationQueue, takeNarrations } from "../../core/pipes/queues/narration-queue.ts";
import type { Closing } from "../../core/process/closing.ts";
import type { Log } from "../../core/process/log.ts";
import { repeat } from "../../core/process/repeat.ts";
import type { Config } from "../../core/settings/config.ts";
import { connectStore } from "../../core/store/connect.ts";
import { keepNarrations, takeUnannounced } from "../../core/store/stories/narrations.ts";
import { awaitVoice } from "./await-voice.ts";
import { narrateStory } from "./narrate-story.ts";
import { speak, type Voice } from "./speak.ts";

const LOOK_EVERY_MS = 2_000;
export interface NarrationParts {
  config: Config;
  log: Log;
  metrics: Registry;
  closing: Closing;
}

/**
 * Reads stories out, where this machine has a voice; where it has none no row is written and no job sent, and the voice
 * is tried again now and then. Everything is apart from the fan-out: connections, queue, timer. Returns at once.
 */
export function startNarration(parts: NarrationParts): void {
  const { config, log, closing } = parts;
  const voice = { speechCommand: config.speechCommand, encoderCommand: config.speechEncoder };
  if (config.speechCommand === "none") return;
  const giveUp = awaitVoice({
    tryVoice: () => speak(voice, "London Daily."),
    onSilent: (failure) => log.info({ reason: String(failure) }, "no voice here: readers' devices read out themselves"),
    onVoice: () => startReading(parts, voice),
  });
  closing.add("voice", giveUp);
}

function startReading({ config, log, metrics, closing }: NarrationParts, voice: Voice): void {
  const narrated = new Counter({
    name: "london_narrations_total",
    help: "Revisions read out, and attempts that failed",
    labelNames: ["outcome"],
    registers: [metrics],
  });
  for (const outcome of ["ready", "failed"]) narrated.inc({ outcome }, 0); // so that a first one is seen to rise
  const store = connectStore({ databaseUrl: config.databaseUrl, poolSize: 2, name: "london-narration", metrics });
  const queue = openNarrationQueue(config);
  const worker = takeNarrations(
    config,
    (narration) =>
      narrateStory(
        {
          store,
          speak: async (text) => {
            const spoken = await speak(voice, text);
            narrated.inc({ outcome: "ready" });
            return spoken;
          },
          onFailure: (failure, { storyId, rev }) => {
            narrated.inc({ outcome: "failed" });
            log.warn({ err: failure, storyId, rev }, "a story could not be read out");
          },
        },
        narration,
      ),
    (failure, job) => log.warn({ err: failure, job: job?.id }, "the job of a narration failed"),
  );
  let isWell = true;
  const stop = repeat(LOOK_EVERY_MS, async () => {
    try {
      await keepNarrations(store);
      const wanted = await takeUnannounced(store);
      if (wanted.length > 0) await queue.announce(wanted);
      isWell = true;
    } catch (failure) {
      if (isWell) log.warn({ err: failure }, "nothing can be read out at the moment; trying on");
      isWell = false;
    }
  });
  closing.add("narration", async () => {
    await stop();
    await Promise.all([worker.close(), queue.close()]);
    await store.destroy();
  });
  log.info({ speech: config.speechCommand.split(" ")[0] }, "stories are read out here");
}
