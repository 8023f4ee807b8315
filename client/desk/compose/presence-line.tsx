import type { Desk } from "../start-desk.ts";

/** Who else is at this text, and the way to take it over. */
export function PresenceLine({ desk: { presence } }: { desk: Desk }) {
  const writer = presence.writer.value;
  const names = [...new Set(presence.others.value.map(({ name }) => name))];
  return (
    <div class="presence" role="status">
      {writer && (
        <p>
          <b>{writer.name} is writing here.</b> What you see follows what is saved.{" "}
          <button type="button" onClick={presence.takeOver}>
            Take over
          </button>
        </p>
      )}
      {!writer && names.length > 0 && <p>Also looking at this: {names.join(", ")}.</p>}
    </div>
  );
}
