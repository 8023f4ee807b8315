import { parseArgs } from "node:util";
import { slugOf } from "../../../core/news/section.ts";
import type { Pace } from "./pace.ts";
import type { LineOptions } from "./story-from-line.ts";

export interface ReplayOptions {
  file: string;
  line: LineOptions;
  pace: Pace;
  /** Acts under way at once; above 1 the paper may number stories in another order than the file's. */
  parallel: number;
  /** Origin of the paper. */
  url: string;
  /** Null: the token is looked for in the environment, then in the data folder. */
  tokenFile: string | null;
}

export type ReadOptions =
  | { asked: "replay"; options: ReplayOptions }
  | { asked: "help" }
  | { asked: "wrong"; mistakes: string[] };

export const USAGE = `Posts a JSON Lines file to the paper, one story a line, in order.

  npm run replay -- FILE.jsonl [options]

  --section SLUG        section of the lines that name none (else told from their topics, else world)
  --urgency from-kind   lines of kind "flash" or "breaking" go out as that; otherwise all are routine
  --speed N             N times faster than the file's own publishedAt
  --rate N              N stories a second
  --parallel N          N posts under way at once (order is then not kept); default 1
  --url URL             where the paper is; default PUBLIC_URL or http://localhost:3000
  --token-file PATH     the editor's token; default EDITOR_TOKEN, else data/editor-token

Without --speed and --rate: as fast as the paper accepts. Running it again posts nothing twice.
A line is {"id", "headline", "standfirst"?, "body"?, "topics"?, "section"?, "byline"?, "publishedAt"?, "kind"?}.`;

const MAX_PARALLEL = 64;

/** What the command line asks for; every mistake is named, not only the first. */
export function readOptions(args: string[], env: Record<string, string | undefined>): ReadOptions {
  const parsed = parse(args);
  if (typeof parsed === "string") return { asked: "wrong", mistakes: [parsed] };
  const { values, positionals } = parsed;
  if (values.help) return { asked: "help" };

  const mistakes: string[] = [];
  const speed = positive("speed", values.speed, mistakes);
  const rate = positive("rate", values.rate, mistakes);
  const parallel = positive("parallel", values.parallel, mistakes) ?? 1;
  const url = values.url ?? env.PUBLIC_URL ?? "http://localhost:3000";
  const [file] = positionals;
  if (positionals.length !== 1) mistakes.push(`one FILE.jsonl is needed, ${positionals.length} given`);
  if (speed !== null && rate !== null) mistakes.push("--speed and --rate exclude each other");
  if (!Number.isInteger(parallel) || parallel > MAX_PARALLEL) mistakes.push(`--parallel is 1 to ${MAX_PARALLEL}`);
  if (values.urgency !== undefined && values.urgency !== "from-kind") mistakes.push("--urgency can only be from-kind");
  if (!isWebAddress(url)) mistakes.push(`--url is an http or https address, not "${url}"`);
  if (file === undefined || mistakes.length > 0) return { asked: "wrong", mistakes };

  const options: ReplayOptions = {
    file,
    line: {
      section: values.section === undefined ? null : slugOf(values.section),
      urgency: values.urgency === "from-kind" ? "from-kind" : null,
    },
    pace: paceOf(speed, rate),
    parallel,
    url,
    tokenFile: values["token-file"] ?? null,
  };
  return { asked: "replay", options };
}

function parse(args: string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        section: text,
        urgency: text,
        speed: text,
        rate: text,
        parallel: text,
        url: text,
        "token-file": text,
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (failure) {
    return failure instanceof Error ? failure.message : String(failure);
  }
}

function positive(name: string, value: string | undefined, mistakes: string[]): number | null {
  if (value === undefined) return null;
  const number = Number(value);
  if (Number.isFinite(number) && number > 0) return number;
  mistakes.push(`--${name} is a number above 0, not "${value}"`);
  return null;
}

function paceOf(speed: number | null, rate: number | null): Pace {
  if (speed !== null) return { kind: "speed", times: speed };
  if (rate !== null) return { kind: "rate", perSecond: rate };
  return { kind: "as-accepted" };
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
