import { html, raw } from "../markup.ts";

/*
 * A mail has no style sheet that all programs honour, so what matters stands on the elements themselves, for the light
 * scheme; the few rules in the head only darken it and narrow it. Colours are those of the page (styles/tokens.css).
 */
export const INK = "#1b1a17";
export const SOFT = "#5a564d";
export const RULE = "#dbd6c9";
export const PAPER = "#fffdf8";
export const AROUND = "#f1ede2";
export const BREAKING = "#b3121d";
export const NOTE = "#eaf0f5";
export const NOTE_INK = "#2c465e";
export const SERIF = "Georgia,'Times New Roman',serif";
export const SANS = "'Helvetica Neue',Helvetica,Arial,sans-serif";

/** What the head of every mail has. `!important`: it stands against the elements' own styles. */
export const MAIL_STYLE = html`<style>${raw(`
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { margin: 0; padding: 0; }
a { text-underline-offset: 2px; }
@media (max-width: 620px) {
  .sheet { padding-left: 20px !important; padding-right: 20px !important; }
  .around { padding: 0 !important; }
  .lead { font-size: 26px !important; }
}
@media (prefers-color-scheme: dark) {
  .around, body { background: #0f1012 !important; }
  .sheet { background: #16171a !important; }
  .ink, .ink a, a.ink { color: #ebe8e0 !important; }
  .soft, .soft a { color: #aaa69c !important; }
  .rule { border-color: #36383d !important; }
  .heavy { border-color: #ebe8e0 !important; }
  .ink a.button { background: #ebe8e0 !important; border-color: #ebe8e0 !important; color: #16171a !important; }
  .breaking { color: #ff8a80 !important; }
  .note { background: #1d2731 !important; color: #bcd0e2 !important; }
}
`)}</style>`;
