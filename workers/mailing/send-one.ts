import type { Begun, Claimed, Settlement } from "../../core/store/mailing/issues/sending.ts";
import type { Addressed, Delivery, MailLine } from "./smtp-line.ts";

/*
 * One mail, from the claim to what became of it.
 *
 * `begin` is the last look at the rows and the note that the mail may leave from now on; it is asked again when the relay
 * was slow to take the message, so nobody who unsubscribed meanwhile is written to. What is waited for between that look
 * and the final dot is measured by this process's own steady clock: one that was asleep longer than its lease finds that
 * out before the last piece, and lets go of it.
 */

/** A look at the rows is believed so long. */
const FRESH_MS = 1_000;
/** Of the lease, what is left for the last piece to get out. */
const MARGIN_MS = 1_000;
const RETRIES_AT_MOST = 10;

export interface SendOneParts {
  begin(claimed: Claimed): Promise<Begun>;
  settle(claimed: Claimed, settlement: Settlement): Promise<void>;
  /** The mail of a reader, as it must read now. Null: there is no such issue. */
  mailFor(claimed: Claimed, begun: Begun & { word: "go" }): Promise<Addressed | null>;
  /** Hears of an address that is nobody's. */
  onBounce(claimed: Claimed, reply: string): Promise<void>;
  leaseMs: number;
  /** Of the first retry; doubled with each. */
  retryMs: number;
  /** Milliseconds on a clock that goes on while the process sleeps. */
  steadyMs: () => number;
}

/** What was done about one recipient, for the figures. */
export type Done = "sent" | "failed" | "doubtful" | "later" | "let go";

/** Throws when the store is away before anything has left; then the lease frees the row. */
export async function sendOne(parts: SendOneParts, line: MailLine, claimed: Claimed): Promise<Done> {
  const { begin, settle, mailFor, onBounce, leaseMs, steadyMs } = parts;
  let lookedAt = steadyMs();
  const begun = await begin(claimed);
  if (begun.word !== "go") return "let go";
  const mail = await mailFor(claimed, begun);
  if (!mail) {
    await settle(claimed, { word: "failed", reason: "the issue has gone" });
    return "failed";
  }
  const delivery = await line.deliver(mail, {
    async mayLeave() {
      if (steadyMs() - lookedAt < FRESH_MS) return true;
      lookedAt = steadyMs();
      return (await begin(claimed)).word === "go";
    },
    mayEnd: () => steadyMs() - lookedAt < leaseMs - MARGIN_MS,
  });
  const settlement = settlementOf(delivery, begun.attempts, parts.retryMs);
  await settle(claimed, settlement);
  if (delivery.word === "refused" && isBounce(delivery)) await onBounce(claimed, delivery.reply);
  return settlement.word;
}

/** RFC 3463: 5.1.x is about the address. */
function isBounce({ code, enhanced }: Delivery & { word: "refused" }): boolean {
  return code >= 500 && (enhanced?.startsWith("5.1.") ?? false);
}

/** What a delivery comes to, at the `attempts`-th attempt. */
export function settlementOf(delivery: Delivery, attempts: number, retryMs: number): Settlement {
  const laterMs = Math.min(retryMs * 2 ** (attempts - 1), 60 * retryMs);
  switch (delivery.word) {
    case "taken":
      return { word: "sent" };
    case "unknown":
      return { word: "doubtful", reason: "the line broke after the mail was handed over" };
    case "held":
      return { word: "later", reason: "it was too late for this attempt", retryMs: 0 };
    case "not-left":
      return { word: "later", reason: "the line to the relay broke", retryMs: laterMs };
    case "refused": {
      const reason = `the relay said ${[delivery.code, delivery.enhanced].filter(Boolean).join(" ")}`;
      const isFinal = delivery.code >= 500 || attempts >= RETRIES_AT_MOST;
      return isFinal ? { word: "failed", reason } : { word: "later", reason, retryMs: laterMs };
    }
  }
}
