import { z } from "zod";
import { excerptOf, renderMarkdown } from "../../../core/page/markdown.ts";
import type { EditorCall, Reply } from "../../http/answers/answer.ts";
import { isProblem } from "../../http/answers/problem.ts";
import { readJson } from "../../http/body.ts";
import { shaped } from "../fields/story-rules.ts";
import { markdown } from "../fields/texts.ts";

/** Body of `POST /v1/desk/preview`. */
export const textToPreview = z.strictObject({ body: markdown() }).meta({ id: "TextToPreview" });

/**
 * `POST /v1/desk/preview`: a body as a reader will get it, by the very function that renders it for them. Nothing is
 * kept. The renderer and its sanitiser are ten times the desk's own script; so the page asks, and has the one truth.
 */
export async function previewText({ request }: EditorCall): Promise<Reply> {
  const body = await readJson(request);
  if (isProblem(body)) return body;
  const checked = shaped(textToPreview, body.json);
  if (isProblem(checked)) return checked;
  const text = checked.fields.body;
  const preview = { bodyHtml: renderMarkdown(text), excerpt: excerptOf(text) };
  return { status: 200, json: JSON.stringify(preview), headers: { "Cache-Control": "no-store" } };
}
