import { html, type Markup } from "../markup.ts";
import { INK, PAPER, SANS, SOFT } from "./mail-colours.ts";

/** A piece of a mail in both its forms. */
export interface MailPart {
  html: Markup;
  /** Without markup; lines are wrapped by the frame. */
  text: string;
}

export function paragraph(text: string): MailPart {
  return { html: html`<p style="margin:0 0 16px">${text}</p>`, text };
}

export function heading(text: string): MailPart {
  return {
    html: html`<h1 class="lead" style="margin:0 0 14px;font-size:28px;font-weight:bold;line-height:1.15;letter-spacing:-0.3px">${text}</h1>`,
    text: text.toUpperCase(),
  };
}

/** The one thing that a mail asks for. */
export function button(label: string, url: string): MailPart {
  return {
    html: html`<p style="margin:24px 0 22px"><a class="button" href="${url}" style="display:inline-block;background:${INK};border:1px solid ${INK};border-radius:2px;padding:13px 26px;color:${PAPER};font-family:${SANS};font-size:16px;font-weight:bold;line-height:1.2;text-decoration:none">${label}</a></p>`,
    text: `${label}:\n${url}`,
  };
}

/** The address of the button above, for whoever cannot press it or wants to see where it leads. */
export function addressLine(url: string): MailPart {
  return {
    html: html`<p class="soft" style="margin:-10px 0 22px;color:${SOFT};font-family:${SANS};font-size:13px;line-height:1.5;word-break:break-all">${url}</p>`,
    text: "",
  };
}

/** A line of the foot, with what it leads to; `url` left out: a line of words. */
export function footLine(text: string, url?: string): MailPart {
  if (url === undefined) return { html: html`<p style="margin:0 0 8px">${text}</p>`, text };
  return {
    html: html`<p style="margin:0 0 8px"><a href="${url}" style="color:inherit;text-decoration:underline">${text}</a></p>`,
    text: `${text}:\n${url}`,
  };
}

const LINE_CHARACTERS = 72;

/** Lines of at most 72 characters; an address is never broken. */
export function wrapped(text: string): string {
  return text
    .split("\n")
    .map((line) => {
      let column = 0;
      let out = "";
      for (const word of line.split(" ")) {
        const isNext = column > 0 && column + 1 + word.length > LINE_CHARACTERS;
        out += column === 0 ? word : isNext ? `\n${word}` : ` ${word}`;
        column = isNext || column === 0 ? word.length : column + 1 + word.length;
      }
      return out;
    })
    .join("\n");
}
