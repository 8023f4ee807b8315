import type { Section } from "../../../core/news/section.ts";
import type { SourceSettings } from "../../../core/store/inbox/manage-sources.ts";
import type { Form } from "../../http/form.ts";

/** How often a source may be asked, in minutes. */
export const INTERVALS = [1, 2, 5, 10, 15, 30, 60, 180];
const MAX_URL = 2_000;

/** What a form says of a source, or what is wrong with it. */
export function settingsIn(form: Form, sections: Section[]): SourceSettings | { complaint: string } {
  const { name = "", url = "", section = "", minutes = "", on } = form;
  const clean = name
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  if (clean === "" || [...clean].length > 80) return { complaint: "Say a name, of at most 80 characters." };
  const address = URL.parse(url.trim());
  if (address === null || !/^https?:$/.test(address.protocol) || address.href.length > MAX_URL) {
    return { complaint: "That is no address of the web: it begins with https:// or http://." };
  }
  if (address.username !== "" || address.password !== "") {
    return { complaint: "An address with a name or a password in it is not kept." };
  }
  if (!sections.some(({ slug }) => slug === section)) return { complaint: "Choose a section." };
  if (!INTERVALS.includes(Number(minutes))) return { complaint: "Choose how often it is read." };
  address.hash = "";
  return { name: clean, url: address.href, section, everySeconds: Number(minutes) * 60, isEnabled: on === "yes" };
}
