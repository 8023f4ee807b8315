import type { Clock } from "../../../core/clock.ts";
import type { WireHead, WireName } from "../../../core/news/wire-event.ts";
import type { Log } from "../../../core/process/log.ts";
import type { Store } from "../../../core/store/connect.ts";
import {
  type CommitOutcome,
  commitRevision,
  isOutcomeKnown,
  type Revision,
} from "../../../core/store/wire/commit-revision.ts";
import type { Answer, Call, Reply } from "../../http/answers/answer.ts";
import { type Problem, problem } from "../../http/answers/problem.ts";
import type { Announcer } from "./announce.ts";
import type { Asked } from "./idempotency.ts";
import { LineStandsStill, type Turns } from "./turns.ts";

export interface CommitParts {
  wire: WireName;
  store: Store;
  turns: Turns;
  clock: Pick<Clock, "now">;
  announcer: Announcer;
  /** Waits a moment for this server to have the event on its own pages. */
  untilHeard: (seq: number) => Promise<void>;
  /** The furthest place on the wire that this server knows of. */
  seen: () => WireHead;
  /** Hears what became of each act. */
  onOutcome?: (act: ActOutcome) => void;
  log: Pick<Log, "warn">;
  publicUrl: string;
}

export interface ActOutcome {
  /** As the commit decided; `unknown`: the database did not say. What is known to have failed is not told. */
  outcome: CommitOutcome["outcome"] | "unknown";
  story: string;
  rev: number;
  /** Its number, if it is on the wire at once. */
  seq: number | null;
  /** From its turn in the line to the database's answer. */
  tookMs: number;
}

/** What an act says beyond who asks it under which key. */
export type Act = Omit<Revision, "wire" | "origin" | "account" | "key" | "hash" | "seen" | "address">;

/** Who asks, under which key, for what: its hash; and from where, if the audit log shall have a line of it. */
export type CommitKey = Pick<Asked, "account" | "key" | "hash"> & Partial<Pick<Asked, "address">>;

/** A refusal that only the commit could see: the story was retracted meanwhile. */
export const GONE = problem("gone", "The story was retracted.");

/**
 * Stops 2 and 3: commits the act, and only then tells the workers. 201 with the answer that the commit made, now and
 * whenever the same request comes again; 409, 410, 422 as it was decided under lock; 503 if nobody knows.
 * Throws what is known to have failed.
 */
export async function commit(
  parts: CommitParts,
  { patience }: Pick<Call, "patience">,
  asked: CommitKey,
  act: Act,
): Promise<Reply> {
  const { wire, store, turns, log, publicUrl, seen } = parts;
  const { account, key, hash, address } = asked;
  const said = { account, key, hash, ...(address !== undefined && { address }) };
  const revision: Revision = { wire, origin: publicUrl, ...said, seen: seen(), ...act };
  const begunMs = performance.now();
  const tell = (outcome: ActOutcome["outcome"], seq: number | null): void =>
    parts.onOutcome?.({ outcome, story: act.story, rev: act.rev, seq, tookMs: performance.now() - begunMs });
  let outcome: CommitOutcome;
  try {
    outcome = await turns.take((stoodInLineMs) => patience.wait(commitRevision(store, revision), stoodInLineMs));
  } catch (failure) {
    if (failure instanceof LineStandsStill || isOutcomeKnown(failure)) throw failure;
    tell("unknown", null);
    log.warn({ err: failure, story: act.story, rev: act.rev }, "nobody knows whether this revision was committed");
    return problem("outcome-unknown", "The database did not say whether the request was carried out.");
  }
  tell(outcome.outcome, outcome.outcome === "accepted" ? outcome.seq : null);
  if (outcome.outcome === "accepted") {
    announce(parts, outcome.seq, act);
    if (outcome.seq !== null) await parts.untilHeard(outcome.seq); // who is told 201 finds it on the page
  }
  return replyTo(outcome, publicUrl);
}

/** 201 with the answer of an earlier request, unchanged. */
export function replayed(answer: string, publicUrl: string): Answer {
  const created = accepted(answer, publicUrl);
  return { ...created, headers: { ...created.headers, "Idempotency-Replayed": "true" } };
}

/** 409: `rev` is not the one after the present one. */
export function stale(current: number): Problem {
  return problem("stale", `The story is at revision ${current}.`, { members: { current } });
}

function replyTo(outcome: CommitOutcome, publicUrl: string): Reply {
  switch (outcome.outcome) {
    case "accepted":
      return accepted(outcome.answer, publicUrl);
    case "replayed":
      return replayed(outcome.answer, publicUrl);
    case "key_reused":
      return problem("key-reused", "This Idempotency-Key was used for another request.");
    case "stale":
      return stale(outcome.detail.current);
    case "similar":
      return problem("similar", `"${outcome.detail.headline}" was alerted already.`, {
        members: { ...outcome.detail },
      });
    case "missing":
      return problem("not-found", "There is no such story.");
    case "gone":
      return GONE;
    case "released":
      return problem("released", "The story is released: it can be neither scheduled nor held.");
    case "unreleased":
      return problem("unreleased", "The story is not released: there is nothing to retract.");
  }
}

function accepted(answer: string, publicUrl: string): Answer {
  const { id } = JSON.parse(answer) as { id: string };
  const headers = { "Cache-Control": "no-store", Location: `${publicUrl}/v1/stories/${id}` };
  return { status: 201, json: answer, headers };
}

function announce({ announcer, clock }: CommitParts, seq: number | null, act: Act): void {
  const { story, releaseAt, holdSeconds } = act;
  if (seq !== null) announcer.isOnWire(seq);
  else if (releaseAt) announcer.isDueIn(releaseAt.getTime() - clock.now(), story);
  else if (holdSeconds) announcer.isDueIn(holdSeconds * 1000, story);
}
