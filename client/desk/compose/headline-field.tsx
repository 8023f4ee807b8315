import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Composer } from "./composer.ts";

/** From so many characters on a phone's alert wraps badly, and from so many on it is cut. */
const LONG = 90;
const CUT = 120;
const AT_MOST = 200;

export function HeadlineField({ composer, complaint }: { composer: Composer; complaint: string | undefined }) {
  const { headline } = composer.fields.value;
  const length = [...headline.trim()].length;
  return (
    <div class="field headline">
      <label for="headline">Headline</label>
      <textarea
        id="headline"
        dir="auto"
        rows={2}
        value={headline}
        aria-describedby="headline-count"
        aria-invalid={complaint !== undefined}
        placeholder="What has happened?"
        onInput={({ currentTarget }) => composer.set({ headline: currentTarget.value.replace(/\s*\n\s*/g, " ") })}
      />
      <p class="count" id="headline-count" data-cue={cueOf(length)}>
        <b>{length}</b> {length === 1 ? "character" : "characters"}
        {length > 0 && ` · ${cueWords(length)}`}
      </p>
      {complaint && <p class="complaint">{complaint}</p>}
      <PhoneWrap headline={headline.trim()} />
    </div>
  );
}

function cueOf(length: number): string {
  if (length > AT_MOST) return "over";
  if (length > CUT) return "cut";
  return length > LONG ? "long" : "fine";
}

function cueWords(length: number): string {
  if (length > AT_MOST) return `${length - AT_MOST} more than a headline may have`;
  if (length > CUT) return `an alert is cut after ${CUT}`;
  if (length > LONG) return `long for an alert; ${CUT - length} to the cut`;
  return `${LONG - length} left for a good alert`;
}

/** The headline as it wraps at the top of a phone's page: the same face, size and width. */
function PhoneWrap({ headline }: { headline: string }) {
  const text = useRef<HTMLParagraphElement>(null);
  const [lines, setLines] = useState(0);
  useLayoutEffect(() => {
    const { current } = text;
    if (!current) return;
    const lineHeight = Number.parseFloat(getComputedStyle(current).lineHeight);
    setLines(headline === "" ? 0 : Math.round(current.clientHeight / lineHeight));
  }, [headline]);
  return (
    <div class="wrap" aria-hidden="true" hidden={headline === ""}>
      <p class="hint">{lines === 1 ? "One line" : `${lines} lines`} on a phone</p>
      <p class="on-phone" dir="auto" ref={text}>
        {headline}
      </p>
    </div>
  );
}
