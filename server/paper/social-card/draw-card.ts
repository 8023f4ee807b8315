import { readFile } from "node:fs/promises";
import { Resvg } from "@resvg/resvg-js";
import satori, { type Font } from "satori";
import { CARD, type CardWords } from "./card.ts";

/** The parts of the paper's serif that a headline may need, the commonest first; a glyph is taken from the first that has it. */
const SUBSETS = ["latin", "latin-ext", "cyrillic", "greek", "vietnamese"];
const WEIGHTS = [400, 600] as const;
const SERIF = SUBSETS.map(familyOf).join(", ");
/** Scripts that the fonts have; of a headline in another one no card can be set. */
const SETTABLE = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{M}\p{N}\p{P}\p{Zs}$£€¥+=<>|~^`°©®™]*$/u;
const LEFT_OUT = /[\p{Extended_Pictographic}\p{Cc}\p{Cf}\p{Co}\p{Emoji_Modifier}\u{1f1e6}-\u{1f1ff}\ufe0f]/gu;
const HEADLINE_CHARACTERS = 130;

const PAPER = "#fffdf8";
const INK = "#1b1a17";
const SOFT = "#5a564d";

/** An element as satori takes it. */
interface Element {
  type: string;
  props: { style: Record<string, string | number>; children: (Element | string)[] };
}

export async function loadCardFonts(): Promise<Font[]> {
  return Promise.all(
    SUBSETS.flatMap((subset) =>
      WEIGHTS.map(async (weight): Promise<Font> => {
        const file = `@fontsource/source-serif-4/files/source-serif-4-${subset}-${weight}-normal.woff`;
        const data = await readFile(new URL(import.meta.resolve(file)));
        return { name: familyOf(subset), data, weight, style: "normal" };
      }),
    ),
  );
}

/** A PNG of 1200 by 630. A third of a second of work: never on the thread that serves readers. */
export async function drawCard(words: CardWords, fonts: Font[]): Promise<Buffer> {
  const svg = await satori(cardOf(words) as Parameters<typeof satori>[0], { ...CARD, fonts });
  return new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng();
}

/** What can be set of a headline; empty: nothing can. */
export function settable(headline: string): string {
  const text = headline.replace(LEFT_OUT, "").replace(/\s+/g, " ").trim();
  if (!SETTABLE.test(text)) return "";
  const characters = [...text];
  if (characters.length <= HEADLINE_CHARACTERS) return text;
  const room = characters.slice(0, HEADLINE_CHARACTERS - 1).join("");
  return `${room.slice(0, room.lastIndexOf(" ")).replace(/[\s,;:–—-]+$/, "")}…`;
}

function cardOf({ name, tagline, headline, section, label }: CardWords): Element {
  const text = settable(headline);
  const parts =
    text === ""
      ? [middle(masthead(name, 118), box({ fontSize: 46, color: SOFT, marginTop: 14 }, tagline))]
      : [
          middle(
            box(
              { fontSize: 26, fontWeight: 600, color: SOFT, marginBottom: 18 },
              label ? `${section} · ${label}` : section,
            ),
            box({ fontSize: sizeOf(text), fontWeight: 600, lineHeight: 1.12, wordBreak: "break-word" }, text),
          ),
          box(FOOT, masthead(name, 44), box({ fontSize: 25, color: SOFT }, tagline)),
        ];
  return box(SHEET, ...parts);
}

const SHEET = {
  ...{ width: "100%", height: "100%", boxSizing: "border-box", flexDirection: "column", padding: "56px 64px 48px" },
  ...{ background: PAPER, color: INK, fontFamily: SERIF, borderTop: `14px solid ${INK}` },
};
const FOOT = { borderTop: `2px solid ${INK}`, paddingTop: 22, justifyContent: "space-between", alignItems: "baseline" };

function middle(...children: Element[]): Element {
  return box({ flexDirection: "column", flexGrow: 1, justifyContent: "center" }, ...children);
}

function masthead(name: string, fontSize: number): Element {
  return box({ fontSize, fontWeight: 600, letterSpacing: "-0.02em" }, name);
}

/** As large as the headline lets it be. */
function sizeOf({ length }: string): number {
  if (length <= 50) return 82;
  return length <= 90 ? 68 : 56;
}

function box(style: Element["props"]["style"], ...children: (Element | string)[]): Element {
  return { type: "div", props: { style: { display: "flex", ...style }, children } };
}

function familyOf(subset: string): string {
  return `Serif ${subset}`;
}
