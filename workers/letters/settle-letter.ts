import type { MailOutcome } from "../../core/mailing/connect-mail.ts";
import type { Store } from "../../core/store/connect.ts";
import { type Letter, letterFailed, letterLater, letterSent } from "../../core/store/mailing/readers/letters.ts";
import { suppressSubscriber } from "../../core/store/mailing/readers/suppress.ts";

/** Keeps what became of a letter. What may have left is sent again: see letters.ts. */
export async function settleLetter(store: Store, { id, subscriber }: Letter, outcome: MailOutcome): Promise<void> {
  if (outcome.outcome === "sent") return letterSent(store, id);
  const reason = withoutAddresses(outcome.reason);
  if (outcome.outcome !== "refused") return letterLater(store, id, reason);
  if (outcome.isMailbox) await suppressSubscriber(store, subscriber.id, "bounced");
  return letterFailed(store, id, reason);
}

/** Relays repeat the address in what they answer; it stands in one row only. */
function withoutAddresses(text: string): string {
  return text.replace(/[^\s<>"']+@[^\s<>"']+/g, "…");
}
