import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { TestContext } from "vitest";
import { eventually, within } from "../deadline.ts";
import { readText } from "../house/sources.ts";
import type { London } from "../paper/start-london.ts";
import { aStory } from "../people/editor.ts";

/** The programs that stand in docs/protocol.md: each prints an event a line, its number first. */

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** The first block of this language under this heading. */
export function exampleIn(title: string, language: string): string {
  const [, section = ""] = readText("docs/protocol.md").split(new RegExp(`^#+ ${title}$`, "m"));
  const [, code] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(section) ?? [];
  if (code === undefined) throw new Error(`docs/protocol.md has no ${language} under ${title}`);
  return code;
}

export interface Program {
  /** What it wrote to its standard error. */
  complaint(): string;
  /** The numbers that it has printed, in order. */
  told(): number[];
  /** Resolves when it has told what is on the wire now. */
  hasTold(paper: Pick<London, "editor">): Promise<void>;
  /** Resolves when it hears: stories are posted until it tells one. */
  isUp(paper: Pick<London, "editor">): Promise<void>;
}

/** Runs a program that it is given on its standard input. */
export function runExample(
  t: TestContext,
  [program = "", ...args]: string[],
  code: string,
  environment: Record<string, string> = {},
): Program {
  const child: ChildProcess = spawn(program, args, {
    ...{ cwd: ROOT, stdio: ["pipe", "pipe", "pipe"] },
    env: { ...process.env, ...environment },
  });
  let output = "";
  let complaint = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  child.once("error", (failure) => {
    complaint += `${program} cannot be started (${failure.message}): install it to run this test`;
  });
  child.stdin?.on("error", () => {});
  child.stdin?.end(code);
  t.onTestFinished(async () => {
    if (child.pid === undefined || child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await within("the end of the example", ended);
  });

  const told = (): number[] => [...output.matchAll(/^(\d+) /gm)].map(([, seq]) => Number(seq));
  const until = (what: string, isSo: () => boolean | Promise<boolean>): Promise<true> =>
    eventually(what, async () => ((await isSo()) ? true : undefined)).catch((failure: Error) => {
      throw new Error(`${failure.message}; it said:\n${output}\n${complaint}`);
    });
  return {
    told,
    complaint: () => complaint,
    hasTold: async ({ editor }) => {
      const { top } = (await editor.ask("GET", "/v1/events?limit=1")).json as { top: number };
      await until(`${top} told`, () => told().includes(top));
    },
    isUp: async ({ editor }) => {
      await until("the first event told", async () => {
        if (told().length === 0) await editor.posts(aStory());
        return told().length > 0;
      });
    },
  };
}
