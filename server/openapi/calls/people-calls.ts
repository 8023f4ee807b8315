import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { ROLES } from "../../../core/news/desk-role.ts";
import { answered, editorOnly, refusals } from "../calls.ts";

const me = z.object({
  id: z.string().meta({ description: "The account's id, or the name of the editors' token." }),
  name: z.string(),
  email: z.email().nullable(),
  role: z.enum(ROLES),
  csrf: z
    .string()
    .nullable()
    .meta({ description: "What a session's writes carry as X-CSRF-Token; null with a token." }),
});

/** The calls about who asks. */
export function peopleCalls(): ZodOpenApiPathsObject {
  return {
    "/v1/me": {
      get: {
        ...editorOnly("readMe", "Who asks, with which role"),
        responses: { ...answered("You", me), ...refusals("unauthenticated", "forbidden", "second-factor") },
      },
    },
  };
}
