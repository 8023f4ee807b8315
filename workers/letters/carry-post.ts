import type { Mail, MailOutcome } from "../../core/mailing/connect-mail.ts";
import type { Letter } from "../../core/store/mailing/readers/letters.ts";
import type { TakenSignUp } from "../../core/store/mailing/readers/sign-ups.ts";

/*
 * Takes what was signed up and sends what is to be sent, until there is nothing left. Several workers do this at once and
 * none does a thing twice, because every step takes its own row. A few letters are on the line at a time; a relay that
 * lets one of them wait keeps neither sign-ups nor the others.
 */

/** As many as the line has connections. */
const AT_ONCE = 4;

export interface PostParts {
  takeSignUp: () => Promise<TakenSignUp>;
  claimLetter: () => Promise<Letter | null>;
  write: (letter: Letter) => Promise<Mail>;
  send: (mail: Mail) => Promise<MailOutcome>;
  /** Keeps what became of a letter. */
  settle: (letter: Letter, outcome: MailOutcome) => Promise<void>;
  onSignUp: (taken: TakenSignUp) => void;
  /** Sending had to stop: the store is away. The next call goes on. */
  onFailure: (failure: unknown) => void;
}

export interface Post {
  /** Resolves when all sign-ups are taken; sending goes on beside it. */
  carry(): Promise<void>;
  /** Resolves when no letter is in hand any more. */
  close(): Promise<void>;
}

export function createPost(parts: PostParts): Post {
  const sending = new Set<Promise<void>>();
  let last: Promise<void> = Promise.resolve();
  let isWaiting = false;
  let isClosed = false;

  async function takeAll(): Promise<void> {
    isWaiting = false;
    for (let taken = await parts.takeSignUp(); taken !== "none left"; taken = await parts.takeSignUp()) {
      parts.onSignUp(taken);
    }
    sendOneMore();
  }

  function sendOneMore(): void {
    if (isClosed || sending.size >= AT_ONCE) return;
    const one = sendNext().then(
      (wasLetter) => {
        sending.delete(one);
        if (wasLetter) sendOneMore();
      },
      (failure: unknown) => {
        sending.delete(one);
        parts.onFailure(failure);
      },
    );
    sending.add(one);
  }

  async function sendNext(): Promise<boolean> {
    const letter = await parts.claimLetter();
    if (!letter) return false;
    sendOneMore();
    await parts.settle(letter, await parts.send(await parts.write(letter)));
    return true;
  }

  return {
    carry() {
      if (isWaiting) return last; // it has not begun: it will see everything that is there now
      isWaiting = true;
      last = last.catch(() => {}).then(takeAll);
      return last;
    },
    async close() {
      isClosed = true;
      await Promise.allSettled([last, ...sending]);
    },
  };
}
