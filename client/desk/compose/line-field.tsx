import type { DraftFields } from "../../../core/news/draft.ts";
import type { Composer } from "./composer.ts";

/** The fields that are plain lines. */
export type TextField = "standfirst" | "byline" | "topics" | "note";

export interface LineFieldProps {
  composer: Composer;
  name: TextField;
  label: string;
  hint?: string;
  rows?: number;
  complaint?: string | undefined;
}

/** A text of one line, or of a few that are read as one. */
export function LineField({ composer, name, label, hint, rows, complaint }: LineFieldProps) {
  const value: string = composer.fields.value[name];
  const common = {
    ...{
      id: name,
      dir: "auto" as const,
      value,
      "aria-invalid": complaint !== undefined,
      ...(hint && { placeholder: hint }),
    },
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) =>
      composer.set({ [name]: currentTarget.value } as Partial<DraftFields>),
  };
  return (
    <div class={`field ${name}`}>
      <label for={name}>{label}</label>
      {rows ? <textarea {...common} rows={rows} /> : <input {...common} type="text" autocomplete="off" />}
      {complaint && <p class="complaint">{complaint}</p>}
    </div>
  );
}
