import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { answered, refusals } from "../calls.ts";
import { events, health } from "./answers.ts";

const cursor = z
  .string()
  .regex(/^[0-9a-z]{12}:(0|[1-9][0-9]{0,14})$/)
  .meta({ description: "<epoch>:<seq>", examples: ["0fk3x9q2ab7c:1024"] });

/** The calls about the wire, and about the server itself. */
export function eventCalls(): ZodOpenApiPathsObject {
  return {
    "/v1/events": {
      get: {
        operationId: "readEvents",
        summary: "The wire after a cursor, rising in seq",
        tags: ["Wire"],
        requestParams: {
          query: z.object({ after: cursor.optional(), limit: z.int().min(1).max(500).default(100) }),
        },
        responses: { ...answered("Events", events), ...refusals("invalid", "unavailable") },
      },
    },
    "/v1/events/stream": {
      get: {
        operationId: "streamEvents",
        summary: "The wire as Server-Sent Events",
        tags: ["Wire"],
        description:
          "Events hello, headline, newsletter and beat, with the same JSON as on Socket.IO; `id:` is the cursor.",
        requestParams: {
          query: z.object({ after: cursor.optional() }),
          header: z.object({ "Last-Event-ID": cursor.optional() }),
        },
        responses: {
          200: { description: "Never ends", content: { "text/event-stream": { schema: z.string() } } },
          ...refusals("too-many", "busy", "unavailable"),
        },
      },
    },
    "/livez": {
      get: {
        operationId: "sayAlive",
        summary: "Does the process answer?",
        tags: ["Health"],
        responses: answered("It does", health),
      },
    },
    "/readyz": {
      get: {
        operationId: "sayReady",
        summary: "Should readers be sent here?",
        tags: ["Health"],
        responses: {
          ...answered("Yes; `degraded` names what does not work as it should", health),
          503: { description: "Not now", content: { "application/json": { schema: health } } },
        },
      },
    },
  };
}
