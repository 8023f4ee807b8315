import { type Audience, openAudience } from "./audience.ts";
import { mixOf } from "./mix.ts";
import type { Subject } from "./subjects.ts";

/** Measures a subject that has the whole mix of readers at its door; then they leave, and it is stopped. */
export async function withMix(
  subject: Subject,
  readers: number,
  measure: (audience: Audience) => Promise<void>,
): Promise<void> {
  const audience = await openAudience(subject);
  try {
    const { prompt, slow, polling } = mixOf(readers);
    await audience.join("prompt", prompt);
    await audience.join("slow", slow);
    await audience.join("polling", polling);
    await measure(audience);
  } finally {
    await audience.leave();
    await subject.stop();
  }
}
