import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { eventually } from "../../support/deadline.ts";
import { aStory, editorAt } from "../../support/people/editor.ts";
import { createFirePublisher } from "../actors/fire-publisher.ts";
import type { Mix } from "../actors/fleet-kinds.ts";
import { startFleet } from "../actors/start-fleet.ts";
import type { Proof } from "../checker/proof.ts";
import { createProving } from "../checker/prove.ts";
import { type ComposedPaper, startComposedPaper } from "../composed/composed-paper.ts";
import { createEnds } from "../fire/own-stores.ts";
import { untilSame } from "./same-pages.ts";

/*
 * An upgrade at noon, as docs/operations.md has it: servers and a worker of one version behind HAProxy, readers connected,
 * a newsroom at work. The next version's migration runs, its processes start beside the old ones, which then leave one by one.
 */

export interface UpgradeOptions {
  mix: Mix;
  perSecond: number;
  /** The trees of both versions. */
  from: string;
  to: string;
  /** Whether both draw the same pages to the byte, or only with the same stories. */
  isSameDrawing: boolean;
}

export interface UpgradeResult {
  /** What the migration said: at the upgrade, and when the version before tried again afterwards. */
  migrated: string;
  triedAgain: string;
  /** The wire's top before the migration, and while both versions ran. */
  tops: { before: number; beside: number };
  /** Pages that both versions served alike. */
  same: string[];
  proof: Proof;
  /** What the harness's own question to the store, at the end, has told. */
  asked: unknown[];
  /** Attempts of the newsroom that had no answer, or a 5xx, and were sent again. */
  unanswered: number;
}

/** While processes start beside it a worker has to wait for its turn on the machine: how late releases are is not asked. */
const BUSY_MS = 6_000;

/** `ask` is put to the database at the end. */
export async function showUpgrade(
  options: UpgradeOptions,
  ask: string,
  report: (line: string) => void = () => {},
): Promise<UpgradeResult> {
  const { mix, perSecond, from, to, isSameDrawing } = options;
  const ends = createEnds();
  try {
    const paper = await startComposedPaper({ servers: 2, workers: 1, places: 1, root: from });
    ends.add("paper", paper.close);
    const ledgers = { publisher: join(paper.folder, "publisher.jsonl"), readers: join(paper.folder, "readers.jsonl") };
    const publisher = createFirePublisher({
      urls: [paper.url],
      token: paper.editorToken,
      ledger: ledgers.publisher,
    });
    ends.add("publisher", () => publisher.close());
    const fleet = startFleet({
      ...{ urls: [paper.url], ownUrls: [paper.url], comesAndGoesMs: 2_000, ledger: ledgers.readers, mix },
    });
    ends.add("fleet", () => fleet.end());
    await fleet.isMet();
    const accepts = (): Promise<number> => {
      const enough = publisher.accepted() + perSecond;
      return eventually(`${enough} accepted`, () => (publisher.accepted() >= enough ? enough : undefined));
    };
    const top = async (): Promise<number> =>
      Number((await paper.truth.query("select seq from wire_head where wire = 'news'")).rows[0].seq);

    publisher.begins(perSecond);
    await accepts();
    const before = await top();
    const [oldServers, oldWorkers] = [[...paper.servers], [...paper.workers]];
    const migrated = await paper.migrates(to);
    report(`migrated: ${migrated.trim()}`);
    await accepts();
    await saves(paper, 0);

    await Promise.all([paper.addServer(to), paper.addWorker(to)]);
    report("both versions run");
    await accepts();
    for (const server of [0, 2]) await saves(paper, server);
    await publisher.finishes();
    const same = await untilSame(paper, [0, 2], isSameDrawing);
    report(`served alike: ${same.join(" ")}`);
    const beside = await top();
    publisher.begins(perSecond);

    for (const old of [...oldServers, ...oldWorkers]) await old.leave();
    report("the old ones have left");
    const triedAgain = await paper.migrates(from).catch(String); // it may refuse
    await accepts();
    const proof = await createProving({ publisher, fleet, truth: paper.truth, ledgers }).proof({
      releaseP99Ms: BUSY_MS,
    });
    const { rows: asked } = await paper.truth.query(ask);
    const unanswered = publisher.unanswered();
    return { ...{ migrated, triedAgain, tops: { before, beside }, same }, proof, asked, unanswered };
  } finally {
    await ends.close();
  }
}

/** The desk of one server: a draft, a story, a correction of it; each must be taken. */
async function saves({ serverUrls, editorToken }: ComposedPaper, server: number): Promise<void> {
  const editor = editorAt(serverUrls[server] ?? "", editorToken);
  const { id } = await editor.posts(aStory({ body: "While both versions run." }));
  await editor.revises(id, { rev: 2, kind: "correction", headline: "Put right meanwhile", note: "It was wrong." });
  const fields = {
    ...{ kind: "new", note: "", headline: "A draft", standfirst: "", body: "Typed meanwhile.", section: "uk" },
    ...{ topics: "", urgency: "routine", expiresInMinutes: 30, byline: "", lead: false },
    ...{ verification: "confirmed", releaseAt: "" },
  };
  const draft = `/v1/desk/drafts/${randomUUID()}`;
  for (const version of [1, 2]) {
    const { status, text } = await editor.ask("PUT", draft, { version, state: "writing", fields });
    if (status !== 200) throw new Error(`a draft was answered with ${status}: ${text}`);
  }
  const kept = (await editor.ask("GET", draft)).json as { version?: number } | null;
  if (kept?.version !== 2) throw new Error(`the draft is at version ${kept?.version}`);
}
