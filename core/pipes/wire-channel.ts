import { readFileSync } from "node:fs";
import type { Redis } from "ioredis";
import type { EncodedEvent, WireHead, WireName, WirePage } from "../news/wire-event.ts";
import { askRedis, connected, listenToRedis } from "./redis.ts";

/*
 * Pipe 2, workers → servers: one Redis channel a wire. Pub/sub forgets, so nothing is proved by silence here: every
 * event carries its number, and a heartbeat from the very script that publishes says how far Redis has come. In
 * channel order it cannot run ahead of the events, so a server that hears "top n" without event n has missed it.
 *
 * A message is text: `event <epoch> <seq> <json>` or `beat <epoch> <top>`.
 */

export type PublishWord = "published" | "repeat" | "gap" | "beat" | "reset" | "foreign";

export interface PublishReply {
  word: PublishWord;
  /** How far Redis has come, after the call. */
  head: WireHead;
}

export interface WirePublisher {
  /** Stop 5: sends a page's events, or with none the heartbeat. Safe to repeat. Throws when Redis is away. */
  publish(page: WirePage): Promise<PublishReply>;
  /** Whether the line to Redis stands, as far as this end can tell. */
  isUp(): boolean;
  close(): void;
}

export interface ChannelPlace {
  redisUrl: string;
  redisPrefix: string;
  wire: WireName;
}

type PublishScript = (key: string, ...rest: (string | number)[]) => Promise<[PublishWord, string, number]>;

// A braced tag, so that head and channel would share a slot in a cluster.
const channelOf = ({ redisPrefix, wire }: ChannelPlace): string => `${redisPrefix}:{wire-${wire}}:channel`;
const headOf = ({ redisPrefix, wire }: ChannelPlace): string => `${redisPrefix}:{wire-${wire}}:head`;

/** The sending end, in every worker. */
export async function openWirePublisher(place: ChannelPlace): Promise<WirePublisher> {
  const redis = askRedis(place.redisUrl);
  await connected(redis);
  redis.defineCommand("publishWire", {
    numberOfKeys: 1,
    lua: readFileSync(new URL("./wire-channel.lua", import.meta.url), "utf8"),
  });
  const script = (redis as Redis & { publishWire: PublishScript }).publishWire.bind(redis) as PublishScript;
  return {
    publish: async ({ epoch, top, events }) => {
      const first = events[0]?.seq ?? 0;
      const texts = events.map(({ json }) => json);
      const [word, headEpoch, seq] = await script(headOf(place), channelOf(place), epoch, top, first, ...texts);
      return { word, head: { epoch: headEpoch, top: seq } };
    },
    isUp: () => redis.status === "ready",
    close: () => redis.disconnect(),
  };
}

export interface WireListener {
  /** An event came by. Nothing is promised of order or completeness. */
  onEvent(epoch: string, event: EncodedEvent): void;
  /** Redis has come this far. */
  onBeat(head: WireHead): void;
  /** Listening (again): whatever was said in between was not heard. */
  onListening(): void;
}

export interface Listening {
  /** Whether the line to Redis stands, as far as this end can tell. */
  isUp(): boolean;
  close(): void;
}

/** The receiving end, in every server. Calls the listener until it is closed, through every loss of the connection. */
export function listen(place: ChannelPlace, listener: WireListener): Listening {
  const redis = listenToRedis(place.redisUrl);
  redis.on("ready", () => {
    redis.subscribe(channelOf(place)).then(listener.onListening, () => redis.disconnect(true));
  });
  redis.on("message", (_channel: string, message: string) => hear(message, listener));
  return { isUp: () => redis.status === "ready", close: () => redis.disconnect() };
}

function hear(message: string, listener: WireListener): void {
  const [, kind, epoch, seq, json] = /^(event|beat) ([0-9a-z]+) (\d+)(?: (.+))?$/s.exec(message) ?? [];
  if (epoch === undefined || seq === undefined) return;
  if (kind === "beat") listener.onBeat({ epoch, top: Number(seq) });
  else if (json !== undefined) listener.onEvent(epoch, { seq: Number(seq), json });
}
