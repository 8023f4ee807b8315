import { z } from "zod";
import { MAX_DEVICE_LENGTH } from "../../core/pipes/live-events.ts";
import { newsletterEvent, place, publishedEvent, retractedEvent } from "./calls/answers.ts";

/*
 * What is said on the live pipe (core/pipes/live-events.ts), as schemas: they describe it in the AsyncAPI document, and
 * the journeys hold what real sockets and streams bring against that document.
 */

const now = z.iso.datetime().meta({ description: "The wire's clock." });
const cursor = z
  .string()
  .regex(/^[0-9a-z]{12}:(0|[1-9][0-9]{0,14})$/)
  .meta({ description: "<epoch>:<seq>: everything up to and including that number." });

export interface LiveMessage {
  summary: string;
  payload: z.ZodType;
}

/** What a reader hears, by name. */
export const HEARD: Record<"hello" | "headline" | "newsletter" | "beat" | "drain", LiveMessage> = {
  hello: {
    summary: "First, once: where the wire is, and what follows.",
    payload: z.object({
      ...place,
      now,
      mode: z.enum(["live", "resume", "snapshot"]),
      complete: z.boolean().meta({ description: "Nothing between the cursor and `top` is left out." }),
      acks: z.boolean().meta({ description: "Whether this reader is asked to say what it has shown." }),
      retryAfterMs: z.int().min(0).meta({ description: "After losing the connection: wait a random time up to this." }),
    }),
  },
  headline: { summary: "A story is new, changed or taken back.", payload: z.union([publishedEvent, retractedEvent]) },
  newsletter: { summary: "An issue of a newsletter is out.", payload: newsletterEvent },
  beat: {
    summary: "Everything up to `top` has been written to this connection.",
    payload: z.object({ ...place, now }),
  },
  drain: {
    summary: "Open the next connection before closing this one, this much later.",
    payload: z.object({ afterMs: z.int().min(0) }),
  },
};

/** What a reader may say. */
export const SAID: Record<"shown", LiveMessage> = {
  shown: {
    summary: "It is on a visible screen; only if `hello.acks`, once for each event that was written live.",
    payload: z.object({ seq: z.int().min(1) }),
  },
};

/** What a reader may send in the handshake's `auth`. */
export const READER_AUTH = z.object({
  cursor: cursor.optional(),
  device: z.string().max(MAX_DEVICE_LENGTH).optional().meta({ description: "An opaque random id." }),
});

/** The query of the stream. */
export const STREAM_QUERY = z.object({ after: cursor.optional() });
