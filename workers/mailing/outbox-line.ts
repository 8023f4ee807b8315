import { keepInOutbox } from "../../core/mailing/outbox.ts";
import type { MailLine } from "./smtp-line.ts";

/** Where there is no relay: a mail is a file, whole or not at all, and the same mail is the same file. */
export function openOutboxLine(outboxDir: string): MailLine {
  return {
    ready: async () => {},
    async deliver({ messageId, message }, looks) {
      if (!(await looks.mayLeave()) || !looks.mayEnd()) return { word: "held" };
      try {
        await keepInOutbox(outboxDir, messageId, message);
        return { word: "taken" };
      } catch (failure) {
        return { word: "not-left", failure: failure as Error };
      }
    },
    close: () => {},
  };
}
