import { sql } from "kysely";
import type { Store } from "../../connect.ts";
import type { Consent } from "./confirm.ts";

/**
 * Ends one newsletter of a subscriber, in one statement: when it has answered, no mail of it begins any more, because
 * every mail's beginning looks at this row (delivery.md, I12). Doing it again changes nothing.
 */
export async function unsubscribe(
  store: Store,
  subscriberId: string,
  newsletter: string,
  { wording, way }: Consent,
): Promise<void> {
  await sql`
    with ended as (
      update subscription set state = 'ended', ended_at = clock_timestamp()
        where subscriber_id = ${subscriberId}::uuid and newsletter = ${newsletter} and state <> 'ended'
        returning newsletter
    )
    insert into consent (subscriber_id, newsletter, act, wording, way)
      select ${subscriberId}::uuid, newsletter, 'ended', ${wording}, ${way} from ended`.execute(store);
}
