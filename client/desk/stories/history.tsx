import { whenWords } from "../../../core/page/clock-words.ts";
import type { DeskRevision, DeskStoryDetail } from "../../../core/pipes/desk-stories.ts";
import { count } from "../strip/troubles.ts";
import { wordDiff } from "./diff.ts";

const KINDS = { new: "New", update: "Update", correction: "Correction", label: "Label", retraction: "Taken back" };
const TEXTS = ["headline", "standfirst", "body"] as const;

/** All revisions, the newest first, each with what it changed and how many screens showed it. */
export function History({ story, timeZone, nowMs }: { story: DeskStoryDetail; timeZone: string; nowMs: number }) {
  const { revisions } = story;
  return (
    <section class="history" aria-labelledby="history-title">
      <h3 id="history-title">History</h3>
      <ol>
        {[...revisions].reverse().map((revision) => {
          const before = revisions.find(({ rev }) => rev === revision.rev - 1);
          return (
            <li key={revision.rev}>
              <p class="what">
                <b>
                  {revision.rev}. {KINDS[revision.kind]}
                </b>{" "}
                by {revision.by}, {whenWords(revision.at, nowMs, timeZone)} · {reachWords(revision)}
              </p>
              {revision.note && <p class="note">{revision.note}</p>}
              {before && revision.kind !== "retraction" && <Changes before={before} after={revision} />}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function reachWords({ isPublic, reach: { open, shown } }: DeskRevision): string {
  if (!isPublic) return "never public";
  return open === 0 ? "no screen was asked" : `${shown} of ${count(open, "screen", "screens")} showed it`;
}

function Changes({ before, after }: { before: DeskRevision; after: DeskRevision }) {
  const changed = TEXTS.filter((text) => before[text] !== after[text]);
  if (changed.length === 0) return <p class="hint">The texts are the same.</p>;
  return (
    <dl class="changes">
      {changed.map((text) => (
        <div key={text}>
          <dt>{text}</dt>
          <dd>
            {wordDiff(before[text], after[text]).map(({ text: words, is }, place) => {
              const key = String(place);
              if (is === "gone") return <del key={key}>{words}</del>;
              return is === "new" ? <ins key={key}>{words}</ins> : <span key={key}>{words}</span>;
            })}
          </dd>
        </div>
      ))}
    </dl>
  );
}
