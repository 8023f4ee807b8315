import { useEffect, useRef, useState } from "preact/hooks";
import { isAlert } from "../../../core/news/story.ts";
import { article } from "../../../core/page/article.ts";
import { breakingBanner } from "../../../core/page/breaking-banner.ts";
import { html, type Markup } from "../../../core/page/markup.ts";
import { headlineItem } from "../../../core/page/story-card.ts";
import { noteOf } from "../../../core/page/story-parts.ts";
import type { StoryText } from "../../../core/page/story-text.ts";
import { topicsOf } from "../draft/story-of-draft.ts";
import type { Desk } from "../start-desk.ts";
import { previewEntry } from "./preview-entry.ts";
import { openFrame, showIn } from "./preview-frame.ts";
import { ViewSwitch } from "./view-switch.tsx";

const PAUSE_MS = 250;
const VIEWS = { phone: "Phone", page: "Laptop", list: "In the list" } as const;
type View = keyof typeof VIEWS;

interface Rendered {
  bodyHtml: string;
  excerpt: string;
}

/** The story as a reader will see it: by the templates of the reader's pages, in their style sheet. */
export function PreviewPane({ desk }: { desk: Desk }) {
  const [view, setView] = useState<View>("phone");
  const frame = useRef<HTMLIFrameElement>(null);
  const main = useRef<HTMLElement | null>(null);
  const [isOpen, setOpen] = useState(false);
  const { text, isBehind } = useRendered(desk);

  useEffect(() => {
    if (!frame.current) return;
    void openFrame(frame.current, desk.facts.readerStyle).then((opened) => {
      main.current = opened;
      setOpen(true);
    });
  }, []);
  const fields = desk.composer.fields.value;
  useEffect(() => {
    if (isOpen && main.current) showIn(main.current, drawn(desk, text, view));
  }, [isOpen, fields, text, view]);

  return (
    <section class="preview" aria-labelledby="preview-title">
      <header>
        <h2 id="preview-title">Preview</h2>
        <ViewSwitch label="Seen on" views={VIEWS} view={view} onChoose={setView} />
      </header>
      <p class="hint" role="status">
        {isBehind && "The text below is behind what you have typed: the server does not answer."}
      </p>
      <div class="glass" data-view={view}>
        <iframe ref={frame} title="The story as a reader will see it" sandbox="allow-same-origin" />
      </div>
    </section>
  );
}

/** The body, rendered by the server a moment after the last keystroke. */
function useRendered({ api, composer }: Desk): { text: Rendered; isBehind: boolean } {
  const [text, setText] = useState<Rendered>({ bodyHtml: "", excerpt: "" });
  const [isBehind, setBehind] = useState(false);
  const { body } = composer.fields.value;
  useEffect(() => {
    if (body === "") {
      setText({ bodyHtml: "", excerpt: "" });
      return setBehind(false);
    }
    let isOld = false;
    let timer = setTimeout(ask, PAUSE_MS);
    async function ask(): Promise<void> {
      const answer = await api.ask<Rendered>("POST", "/v1/desk/preview", { body: JSON.stringify({ body }) });
      if (isOld) return;
      if (answer.kind === "done") setText(answer.value);
      setBehind(answer.kind === "away");
      if (answer.kind === "away") timer = setTimeout(ask, 2_000);
    }
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [body]);
  return { text, isBehind };
}

function drawn({ composer, facts, now }: Desk, { bodyHtml, excerpt }: Rendered, view: View): Markup {
  const fields = composer.fields.value;
  const nowMs = now();
  const entry = previewEntry(fields, excerpt, nowMs);
  const paper = { sections: facts.sections, timeZone: facts.timeZone, nowMs };
  const banner = isAlert(fields.urgency) && html`<div id="breaking">${breakingBanner(entry, paper)}</div>`;
  if (view === "list") {
    const items = [headlineItem(entry, paper, "row"), headlineItem(entry, paper, "card")];
    return html`${banner}<section class="latest"><h2>Latest</h2><ol class="headlines">${items}</ol></section>`;
  }
  const text: StoryText = { bodyHtml, byline: fields.byline.trim(), topics: topicsOf(fields.topics), related: [] };
  const note = noteOf(entry, paper);
  return html`${banner}${article(entry, text, note ? [note] : [], paper)}`;
}
