import { isAtLeast } from "../../../core/news/desk-role.ts";
import { html, type Markup } from "../../../core/page/markup.ts";
import type { Site } from "../../../core/settings/config.ts";
import type { Assets } from "../../http/answers/assets.ts";
import { fontPreloads } from "../../http/answers/font-preloads.ts";
import type { Caller } from "../../http/callers/caller.ts";

/** What every page of the desk is framed with. */
export interface DeskPress {
  site: Site;
  assets: Assets;
}

export interface DeskPage {
  title: string;
  /** Null: nobody is signed in. */
  caller: Caller | null;
  /** The page's own address, to mark it in the navigation. */
  path: string;
  main: Markup;
}

const PLACES = [
  { path: "/desk", name: "Desk", role: "reporter" },
  { path: "/desk/account", name: "Your account", role: "reporter" },
  { path: "/desk/people", name: "People", role: "admin" },
  { path: "/desk/webhooks", name: "Webhooks", role: "admin" },
  { path: "/desk/sources", name: "Sources", role: "admin" },
  { path: "/desk/queues", name: "Queues", role: "admin" },
  { path: "/desk/audit-log", name: "Audit log", role: "admin" },
] as const;

/** A page of the desk that needs no script: head, the paper's name, where one can go, and what was put between. */
export function deskFrame({ site, assets }: DeskPress, { title, caller, path, main }: DeskPage): string {
  return html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>${title} · ${site.name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="referrer" content="same-origin">
<link rel="icon" href="/favicon.ico" sizes="32x32"><link rel="icon" href="/favicon.svg" type="image/svg+xml">
${fontPreloads(assets)}<link rel="stylesheet" href="${assets.deskStyle}">
</head>
<body>
<a class="skip" href="#main">To the page</a>
<header class="desk-head">
<p class="paper"><a href="/">${site.name}</a> <span>Desk</span></p>
${caller?.isComplete && places(caller, path)}
${caller && whoIsThis(caller)}
</header>
<main id="main" tabindex="-1">
${main}
</main>
</body>
</html>
`.toString();
}

/** The field that every form of a session carries. */
export function csrfField({ session }: Caller): Markup {
  return html`<input type="hidden" name="csrf" value="${session?.csrf}">`;
}

function places({ role }: Caller, path: string): Markup {
  const links = PLACES.filter((place) => isAtLeast(role, place.role)).map(
    (place) =>
      html`<li><a href="${place.path}"${place.path === path && html` aria-current="page"`}>${place.name}</a></li>`,
  );
  return html`<nav aria-label="The desk"><ul>${links}</ul></nav>`;
}

function whoIsThis(caller: Caller): Markup {
  return html`<form class="leave" method="post" action="/desk/sign-out">${csrfField(caller)}
<p>${caller.name}, ${caller.role}</p><button>Sign out</button></form>`;
}
