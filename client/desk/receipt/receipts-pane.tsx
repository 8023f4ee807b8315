import { clockTimeWithSeconds } from "../../../core/page/clock-words.ts";
import type { ToldReceipt } from "../../../core/pipes/desk-events.ts";
import type { Desk } from "../start-desk.ts";
import { count } from "../strip/troubles.ts";
import { keyOf, type Sent } from "./follow-receipts.ts";
import { PushLine } from "./push-line.tsx";
import { barsOf, durationWords, receiptShown, type Stage } from "./stages.ts";

const WHAT: Record<Sent["what"], string> = {
  ...{ new: "New", update: "Update", correction: "Correction", label: "Label", lead: "Made the lead" },
  retraction: "Taken back",
};
/** How many are shown with all their stages; older ones are a line. */
const WHOLE = 2;
const OLD_NEWS_MS = 5_000;

/** What was sent from this device and how far it has come, filling in as it is observed. */
export function ReceiptsPane({ desk }: { desk: Desk }) {
  const sent = desk.receipts.sent.value;
  return (
    <section class="receipts" aria-labelledby="receipts-title">
      <h2 id="receipts-title">Sent</h2>
      <Waiting desk={desk} />
      {sent.length === 0 && <p class="hint">Nothing yet. What you publish is followed here to the last screen.</p>}
      {sent.map((one, place) => (
        <Receipt key={keyOf(one)} desk={desk} sent={one} isWhole={place < WHOLE} />
      ))}
    </section>
  );
}

/** Acts that nobody has answered. They are not done, as far as anybody knows, and are never shown as if they were. */
function Waiting({ desk: { outbox } }: { desk: Desk }) {
  return (
    <div role="status">
      {outbox.sending.value.map(({ act, tries, isSignedOut }) => (
        <div class="receipt" data-alarm={tries > 0} key={act.key}>
          <h3 dir="auto">{act.headline}</h3>
          <p>
            {tries === 0 && "Sending…"}
            {tries > 0 && isSignedOut && "Not sent: you are signed out. It goes as soon as you are back, once."}
            {tries > 0 &&
              !isSignedOut &&
              `Not known to be sent: the server does not answer. Trying again, so far ${count(tries, "time", "times")}; it is done once.`}
          </p>
        </div>
      ))}
    </div>
  );
}

function Receipt({ desk, sent, isWhole }: { desk: Desk; sent: Sent; isWhole: boolean }) {
  const { receipts, now } = desk;
  desk.tick.value; // counts seconds
  const receipt = receipts.told.value.get(keyOf(sent)) ?? null;
  const shown = receiptShown({ ...sent, receipt, nowMs: now() });
  const isWaiting = receipt !== null && !receipt.isOut && receipt.releaseAt !== null;
  return (
    <article
      class="receipt"
      data-alarm={shown.alarm !== null}
      data-complete={shown.isComplete}
      data-urgency={sent.urgency}
    >
      <h3 dir="auto">
        <button type="button" class="plain" onClick={() => void desk.acts.show(sent.story)}>
          {sent.headline}
        </button>
      </h3>
      <p class="what">
        {WHAT[sent.what]} · {sent.urgency} · revision {sent.rev}
      </p>
      {shown.alarm && (
        <p class="alarm" role="alert">
          {shown.alarm}
        </p>
      )}
      {isWaiting && (
        <button type="button" class="undo" onClick={() => void callBack(desk, sent)}>
          {receipt?.status === "held" ? "Undo" : "Call back"}
        </button>
      )}
      {(isWhole || isWaiting) && <Stages stages={shown.stages} timeZone={desk.facts.timeZone} />}
      {receipt?.isOut && <Reach receipt={receipt} isWhole={isWhole} />}
      {receipt?.isOut && <PushLine push={receipt.push} />}
      <Silence desk={desk} />
    </article>
  );
}

async function callBack(desk: Desk, sent: Sent): Promise<void> {
  if (await desk.acts.callBack(sent.story)) desk.open("write");
}

function Stages({ stages, timeZone }: { stages: Stage[]; timeZone: string }) {
  const begun = stages[0]?.at;
  return (
    <ol class="stages">
      {stages.map(({ name, mark, at, says }) => (
        <li key={name} data-mark={mark}>
          <b>{name}</b>
          {at && <time dateTime={at}>{clockTimeWithSeconds(at, timeZone)}</time>}
          {at && begun && at !== begun && <span>+{durationWords(Date.parse(at) - Date.parse(begun))}</span>}
          {says && <span>{says}</span>}
        </li>
      ))}
    </ol>
  );
}

function Reach({ receipt, isWhole }: { receipt: ToldReceipt; isWhole: boolean }) {
  const { readers, open, shown } = receipt.reach;
  const { p50, p95, p99 } = receipt.timeToScreenMs;
  if (open === 0)
    return (
      <p class="reach-words">
        {readers === 0
          ? "No screen was connected."
          : `${count(readers, "screen was", "screens were")} connected, none of them asked.`}
      </p>
    );
  const [half, most, nearlyAll] = [p50, p95, p99].map((ms) => (ms === null ? "—" : durationWords(ms)));
  return (
    <div class="reach">
      <p class="reach-words">
        <b>
          {shown.toLocaleString("en-GB")} of {open.toLocaleString("en-GB")}
        </b>{" "}
        screens show it{readers > open && `; ${count(readers, "was", "were")} connected, ${open} asked`}
      </p>
      <svg class="meter" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <rect width={(100 * shown) / open} height="1" />
      </svg>
      {isWhole && shown > 0 && (
        <>
          <p class="times">
            half within <b>{half}</b>, 95 % <b>{most}</b>, 99 % <b>{nearlyAll}</b>
          </p>
          <Histogram histogram={receipt.histogram} />
        </>
      )}
    </div>
  );
}

function Histogram({ histogram }: { histogram: [number, number][] }) {
  const bars = barsOf(histogram);
  const highest = Math.max(...bars, 1);
  const first = histogram[0]?.[0];
  const last = histogram.at(-1)?.[0];
  if (first === undefined || last === undefined) return null;
  return (
    <figure class="histogram">
      <svg viewBox={`0 0 ${bars.length} 10`} preserveAspectRatio="none" aria-hidden="true">
        {bars.map((screens, place) => {
          const height = screens === 0 ? 0 : Math.max(0.6, (10 * screens) / highest);
          return <rect key={String(place)} x={place + 0.1} y={10 - height} width="0.8" height={height} />;
        })}
      </svg>
      <figcaption>
        <span>{durationWords(first)}</span>
        <span>{durationWords(last)}</span>
      </figcaption>
    </figure>
  );
}

/** What is shown may be old: says so, instead of looking live. */
function Silence({ desk: { receipts, strip } }: { desk: Desk }) {
  const heardAtMs = receipts.heardAtMs.value;
  const { strip: told, hasAsked } = strip.state.value;
  const isSilent = hasAsked && !told && (heardAtMs === null || performance.now() - heardAtMs > OLD_NEWS_MS);
  return isSilent ? <p class="hint">As last told; the server does not answer now.</p> : null;
}
