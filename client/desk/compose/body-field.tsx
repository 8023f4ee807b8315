import { useRef } from "preact/hooks";
import type { Composer } from "./composer.ts";
import { MARKS, type Mark, marked } from "./toolbar.ts";

const KEYS: Record<string, Mark> = { b: "bold", i: "italic", k: "link" };

export function BodyField({ composer }: { composer: Composer }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const { body } = composer.fields.value;

  function apply(mark: Mark): void {
    const { current } = area;
    if (!current) return;
    const next = marked({ text: current.value, start: current.selectionStart, end: current.selectionEnd }, mark);
    current.value = next.text;
    current.setSelectionRange(next.start, next.end);
    current.focus();
    composer.set({ body: next.text });
  }

  return (
    <div class="field body-field">
      <label for="body">Text</label>
      <div class="toolbar" role="toolbar" aria-label="Markdown" aria-controls="body">
        {MARKS.map(({ name, label, sign }) => (
          <button
            type="button"
            key={name}
            data-mark={name}
            aria-label={label}
            title={label}
            onClick={() => apply(name)}
          >
            {sign}
          </button>
        ))}
      </div>
      <textarea
        id="body"
        dir="auto"
        ref={area}
        rows={9}
        value={body}
        placeholder="Markdown. A blank line begins a paragraph."
        onInput={({ currentTarget }) => composer.set({ body: currentTarget.value })}
        onKeyDown={(event) => {
          const mark = event.ctrlKey || event.metaKey ? KEYS[event.key] : undefined;
          if (!mark) return;
          event.preventDefault();
          apply(mark);
        }}
      />
    </div>
  );
}
