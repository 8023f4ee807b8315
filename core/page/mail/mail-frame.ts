import { longDate } from "../clock-words.ts";
import { html, type Markup } from "../markup.ts";
import { AROUND, INK, MAIL_STYLE, PAPER, RULE, SANS, SERIF, SOFT } from "./mail-colours.ts";
import { type MailPart, wrapped } from "./mail-parts.ts";

/** What a mail must know of the paper that sends it. */
export interface MailSite {
  name: string;
  tagline: string;
  publicUrl: string;
  timeZone: string;
}

export interface MailContent {
  /** In the title, and over the text twin. */
  subject: string;
  /** What an inbox shows beside the subject; nothing of it is in the mail itself. */
  preheader: string;
  /** What the mail is: "Morning Briefing"; left out: the paper's tagline. */
  name?: string;
  nowMs: number;
  parts: readonly MailPart[];
  /** Why it came and how to have no more of it. */
  foot: readonly MailPart[];
}

export interface DrawnMail {
  html: string;
  text: string;
}

/**
 * Every mail of the paper: masthead, parts, foot; as HTML that is 600 px wide at most and asks for nothing, no image and
 * no font, and as the same in plain text. Widths and colours stand on the elements, because many mail programs take no
 * style sheet.
 */
export function drawMail(site: MailSite, content: MailContent): DrawnMail {
  const { subject, preheader, parts, foot } = content;
  const markup = html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
${MAIL_STYLE}
</head>
<body style="margin:0;padding:0;background:${AROUND}">
<div style="display:none;max-height:0;overflow:hidden" aria-hidden="true">${preheader}</div>
<table role="presentation" class="around" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${AROUND};padding:24px 0"><tr><td align="center">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px"><tr><td class="sheet ink" align="left" style="background:${PAPER};color:${INK};font-family:${SERIF};font-size:17px;line-height:1.5;padding:28px 36px 32px">
${masthead(site, content)}
${parts.map(({ html }) => html)}
<div class="soft rule" style="margin-top:36px;border-top:1px solid ${RULE};padding-top:16px;color:${SOFT};font-family:${SANS};font-size:13px;line-height:1.55">${foot.map(({ html }) => html)}</div>
</td></tr></table>
</td></tr></table>
</body>
</html>
`;
  return { html: markup.toString(), text: twin(site, content) };
}

function masthead(site: MailSite, { name, nowMs }: MailContent): Markup {
  return html`<div style="text-align:center">
<p style="margin:0;font-size:34px;font-weight:bold;line-height:1.1;letter-spacing:-0.5px"><a class="ink" href="${site.publicUrl}/" style="color:${INK};text-decoration:none">${site.name}</a></p>
<p class="soft" style="margin:4px 0 14px;color:${SOFT};font-size:15px;font-style:italic">${name ?? site.tagline}</p>
<p class="soft heavy" style="margin:0 0 26px;border-top:1px solid ${INK};border-bottom:1px solid ${INK};padding:7px 0;color:${SOFT};font-family:${SANS};font-size:13px;line-height:1.4">${longDate(nowMs, site.timeZone)}</p>
</div>`;
}

function twin(site: MailSite, { name, nowMs, parts, foot }: MailContent): string {
  const head = [site.name.toUpperCase(), name ?? site.tagline, longDate(nowMs, site.timeZone)].join("\n");
  const blocks = [head, RULE_LINE, ...parts.map(({ text }) => text)];
  const ending = [RULE_LINE, ...foot.map(({ text }) => text)];
  return `${[...blocks, ...ending].filter(Boolean).map(wrapped).join("\n\n")}\n`;
}

const RULE_LINE = "-".repeat(40);
