import { existsSync, readFileSync } from "node:fs";

/*
 * Texts that have broken other people's pages, from the folder that LONDON_DAILY_DATA names (its README says where they
 * are from). Where there is none a few of our own stand in, and the run says so.
 */

export interface HostileTexts {
  texts: string[];
  /** Whether these are the collected ones. */
  isWhole: boolean;
}

/** Each set's file, and which of a line's fields is the text. */
const SETS: Record<string, string> = {
  "naughty-strings": "value",
  "xss-owasp": "value",
  "xss-dompurify": "payload",
  "xss-in-feeds": "feed",
  "rtl-arabic-news": "value",
  "long-headlines": "value",
};

const OUR_OWN = [
  ...[
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
  ],
  ...["[x](javascript:alert(1))", "[x](  JaVaScRiPt:alert(1))", "![x](x){onerror=alert(1)}", "<svg/onload=alert(1)>"],
  ...[
    '" onmouseover="alert(1)',
    "'-alert(1)-'",
    "</title></head><body onload=alert(1)>",
    "<!--",
    "]]>",
    "{{7*7}}",
    "#{7*7}",
  ],
  ...[
    "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "<base href=//evil.example/>",
    "&lt;script&gt;",
    "<a href=data:,x>",
  ],
  ...[
    "رئيس \u2068Apple\u2069 يستقيل",
    "\u202egnp.exe",
    "\u0000",
    "\ud800",
    "x".repeat(201),
    "Z\u0351\u036b\u0343",
    "<style>*{display:none}",
  ],
];

export function hostileTexts(folder: string | undefined): HostileTexts {
  const file = (set: string): string => `${folder}/hostile/${set}.jsonl`;
  if (folder === undefined || !Object.keys(SETS).every((set) => existsSync(file(set)))) {
    console.warn("LONDON_DAILY_DATA names no folder with the hostile sets: a few texts of our own stand in for them");
    return { texts: OUR_OWN, isWhole: false };
  }
  const collected = Object.entries(SETS).flatMap(([set, field]) =>
    readFileSync(file(set), "utf8")
      .trim()
      .split("\n")
      .map((line) => String((JSON.parse(line) as Record<string, unknown>)[field] ?? "")),
  );
  const insides = collected.filter((text) => text.includes("&lt;")).map((text) => insideOf(text));
  return { texts: [...new Set([...OUR_OWN, ...collected, ...insides])], isWhole: true };
}

/** What a feed carries, without the feed around it: its markup as a reader would get to see it. */
function insideOf(feed: string): string {
  const text = feed.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  return /<(?:content|description|title|summary|subtitle|info)[^>]*>([\s\S]*)<\//.exec(text)?.[1]?.trim() ?? text;
}
