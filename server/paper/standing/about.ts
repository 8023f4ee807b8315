import { html } from "../../../core/page/markup.ts";
import type { Site } from "../../../core/settings/config.ts";
import type { StandingPage } from "./standing-page.ts";

export function about({ name, tagline, sections }: Site): StandingPage {
  return {
    path: "/about",
    title: `About ${name}`,
    description: `What ${name} is, and how it treats its readers and its mistakes.`,
    text: html`<p>${name} is a newspaper that is written while the day happens. <em>${tagline}</em> It covers ${listed(sections.map((section) => section.name))}.</p>
<h2>How the page behaves</h2>
<p>News reaches an open page by itself within a second or two. It never moves what you are reading: new headlines wait until you ask for them. The line under the name always says whether the page is live and when it last changed; when the connection is lost, it says that, too.</p>
<h2>How we treat mistakes</h2>
<ul>
<li>A correction stands in the story itself, with the time, what was wrong, and what was changed, word by word.</li>
<li>A story that turns out to be wrong as a whole is taken back. Its address stays and says so; nothing of its text is left, not in the archive and not in the feeds.</li>
<li>What is not confirmed yet is marked “Unconfirmed” wherever it stands, and the mark is raised or removed in place.</li>
<li>A headline keeps its place in the list by the time it was first published. Changing a story does not move it up.</li>
</ul>
<h2>The archive</h2>
<p>Every moment of the paper can be seen again: the <a href="/at">archive</a> shows the front page as it was, with later corrections marked.</p>
<h2>For programs</h2>
<p>There are feeds in <a href="/feeds/rss.xml">RSS</a>, <a href="/feeds/atom.xml">Atom</a> and <a href="/feeds/feed.json">JSON</a>, for the paper and for each section by <code>?section=</code>, a <a href="/news-sitemap.xml">news sitemap</a>, and an <a href="/v1/docs">interface for programs</a> with everything that readers see.</p>
<p>See also <a href="/privacy">privacy</a> and <a href="/accessibility">accessibility</a>.</p>`,
  };
}

/** "UK, World and Sport" */
function listed(names: readonly string[]): string {
  return new Intl.ListFormat("en-GB").format(names);
}
