import { html } from "../../../core/page/markup.ts";
import type { Site } from "../../../core/settings/config.ts";
import type { StandingPage } from "./standing-page.ts";

export function accessibility({ name }: Site): StandingPage {
  return {
    path: "/accessibility",
    title: "Accessibility",
    description: `How ${name} can be used by everybody, and what is known to be missing.`,
    text: html`<p>${name} is made to be read by everybody, and aims at the Web Content Accessibility Guidelines 2.2, level AA.</p>
<h2>What you can rely on</h2>
<ul>
<li>Every page can be read, searched and walked through with JavaScript switched off.</li>
<li>Everything can be reached and used with the keyboard. What has the focus shows it, and news that comes in never takes the focus away.</li>
<li>New headlines are announced to screen readers politely, gathered, and no more often than every two seconds.</li>
<li>Colours keep the contrast the guidelines ask for, by day and in dark mode. Nothing is said by colour alone.</li>
<li>Texts grow to twice their size and pages narrow to 320 pixels without scrolling sideways.</li>
<li>Whoever asks the device for less motion gets none. Nothing flashes.</li>
<li>Every story has a “Listen” button. Where the paper has recorded the story, that is played; else the device reads it out with its own voice.</li>
</ul>
<h2>What is known to be missing</h2>
<ul>
<li>The recorded voice is synthetic, speaks British English, and reads names in other languages badly.</li>
<li>The slider of the <a href="/at">archive</a> tells times in steps of five minutes; the links beside it lead to every single change.</li>
<li>Stories may link to other people’s sites, whose accessibility is theirs.</li>
</ul>
<h2>How we check</h2>
<p>Each change to the paper runs an automatic check of every kind of page in both colour schemes, and tests by keyboard alone. Automatic checks find less than half of what can be wrong: if something keeps you from reading, that is a mistake like any other, and is put right.</p>`,
  };
}
