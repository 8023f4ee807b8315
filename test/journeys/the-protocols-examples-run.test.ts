import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, type TestContext, test } from "vitest";
import { eventually, within } from "../support/deadline.ts";
import { aStory } from "../support/editor.ts";
import { readText } from "../support/sources.ts";
import { type London, startLondon } from "../support/start-london.ts";

/*
 * The programs that stand in docs/protocol.md, run as they stand there, against a paper whose server goes and comes back:
 * each tells every event once and in order.
 */

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const NODE = [process.execPath, "--input-type=module", "-"];

test.for([
  ["A whole client", "js", NODE],
  ["The project's own client", "js", NODE],
  ["Server-Sent Events", "python", ["python3", "-u", "-"]],
] as const)(
  "X1, X2: the program under “%s” follows the wire and misses nothing while the server is away",
  async (example, t) => {
    const [title, language, command] = example;
    const london = await startLondon(t);
    const program = runExample(t, [...command, london.url], exampleIn(title, language));
    await program.isUp(london);
    for (let i = 0; i < 3; i++) await london.editor.posts(aStory());
    await program.hasTold(london);
    await london.servers.pop()?.close();
    await london.startServer();
    const { id } = await london.editor.posts(aStory());
    await london.editor.retracts(id, { rev: 2, note: "It was not so." });
    await program.hasTold(london);
    const told = program.told();
    expect(told).toEqual(Array.from({ length: told.length }, (_, after) => (told[0] ?? 0) + after));
  },
);

/** The first block of this language under this heading. */
function exampleIn(title: string, language: string): string {
  const [, section = ""] = readText("docs/protocol.md").split(new RegExp(`^#+ ${title}$`, "m"));
  const [, code] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(section) ?? [];
  if (code === undefined) throw new Error(`docs/protocol.md has no ${language} under ${title}`);
  return code;
}

interface Program {
  /** The numbers that it has printed, in order. */
  told(): number[];
  /** Resolves when it has told what is on the wire now. */
  hasTold(london: London): Promise<void>;
  /** Resolves when it hears: stories are posted until it tells one. */
  isUp(london: London): Promise<void>;
}

function runExample(t: TestContext, [program = "", ...args]: string[], code: string): Program {
  const child: ChildProcess = spawn(program, args, { cwd: ROOT, stdio: ["pipe", "pipe", "pipe"] });
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
