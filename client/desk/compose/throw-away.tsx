import { useState } from "preact/hooks";

/** Asked once more, because what is thrown away does not come back. */
export function ThrowAway({ what, onThrow }: { what: string; onThrow: () => void }) {
  const [isAsking, setAsking] = useState(false);
  if (!isAsking) {
    return (
      <button type="button" class="plain throw-away" onClick={() => setAsking(true)}>
        Throw this {what} away
      </button>
    );
  }
  return (
    <p class="throw-away">
      <button type="button" class="plain" onClick={onThrow}>
        Yes, away with it
      </button>{" "}
      <button type="button" class="plain" onClick={() => setAsking(false)}>
        No
      </button>
    </p>
  );
}
