import { z } from "zod";

/** What names a browser: see client/paper/device/device-id.ts. */
export const DEVICE = /^[\w-]{1,64}$/;
const MAX_EVENTS = 1_000;

/** `POST /v1/newsletters/{slug}/subscriptions` */
export const signUpBody = z.strictObject({
  email: z.string("must be an e-mail address"),
  device: z.string().regex(DEVICE, "must be a device's id").optional(),
});

const mailReport = z
  .object({
    kind: z.enum(["bounced", "complained", "deferred", "delivered"]),
    messageId: z.string().max(500).optional(),
    email: z.string().max(500).optional(),
  })
  .refine(({ messageId, email }) => messageId !== undefined || email !== undefined, "needs a messageId or an email");

/** What became of one mail, as its service tells. `email` where the Message-ID is not known any more. */
export type MailReport = z.infer<typeof mailReport>;

/** `POST /v1/mail/events` */
export const mailReports = z.object({ events: z.array(mailReport).min(1).max(MAX_EVENTS) });
