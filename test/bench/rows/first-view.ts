import { gzipSync } from "node:zlib";
import { pause } from "../audience.ts";
import type { Bench, Row } from "../run-row.ts";
import { london } from "../subjects.ts";

/** What a reader fetches until the front page stands: everything the page names, at gzip's best. */
export const firstView: Row = {
  asks: "weight of a reader's first view",
  async measure(bench) {
    await weigh(bench);
    const { results } = bench;
    for (const [part, atMost] of Object.entries(BUDGET_KB)) {
      results.claimAtMost(`${part}, kB gzip`, results.of(`${part}, kB gzip`, "the front page"), atMost);
    }
  },
};

/** Of the fonts the budget is two files of 10 kB. */
const BUDGET_KB = { html: 12, css: 6, script: 20, fonts: 20, rest: 2 };
type Part = keyof typeof BUDGET_KB;

async function weigh({ stores, results }: Bench) {
  const subject = await london()(stores);
  try {
    await subject.publish(100);
    await pause(500);
    const origin = `http://127.0.0.1:${subject.ports[0]}`;
    const weights: Record<Part, number> = { html: 0, css: 0, script: 0, fonts: 0, rest: 0 };
    const known = new Set(["/"]);
    for (const path of known) {
      const response = await fetch(new URL(path, origin), { headers: { "Accept-Encoding": "identity" } });
      const bytes = Buffer.from(await response.arrayBuffer());
      const part = partOf(response.headers.get("Content-Type") ?? "");
      weights[part] += (part === "fonts" ? bytes.length : gzipSync(bytes, { level: 9 }).length) / 1_000;
      if (part === "html" || part === "css") for (const named of namedIn(bytes.toString(), path)) known.add(named);
    }
    for (const [part, kb] of Object.entries(weights)) results.add(`${part}, kB gzip`, "the front page", kb);
  } finally {
    await subject.stop();
  }
}

function partOf(type: string): Part {
  if (type.startsWith("text/html")) return "html";
  if (type.startsWith("text/css")) return "css";
  if (/javascript/.test(type)) return "script";
  return type.startsWith("font/") ? "fonts" : "rest";
}

/** The files that a browser fetches by itself for a page or a style sheet. */
function namedIn(text: string, from: string): string[] {
  const inPage = [...text.matchAll(/<(?:script|link|img)\b[^>]*?\s(?:src|href)="([^"]+)"[^>]*>/g)]
    .filter(([tag]) => !/<link/.test(tag) || /rel="(?:stylesheet|modulepreload|preload|icon)"/.test(tag))
    .map(([, address = ""]) => address);
  const inStyle = [...text.matchAll(/url\(["']?([^"')]+)["']?\)/g)].map(([, address = ""]) => address);
  return [...inPage, ...inStyle]
    .filter((address) => !/^(data:|https?:)/.test(address))
    .map((address) => new URL(address, `http://paper${from}`).pathname);
}
