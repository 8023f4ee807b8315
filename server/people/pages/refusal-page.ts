import { html } from "../../../core/page/markup.ts";
import { type DeskPress, deskFrame } from "./desk-frame.ts";

/** What the desk says when it does not do what was asked. */
export function drawRefusal(
  press: DeskPress,
  { title, detail, way }: { title: string; detail: string; way: string },
): string {
  const main = html`<section class="narrow">
<h1>${title}</h1>
<p>${detail}</p>
<p>Nothing was changed. <a href="${way}">To the desk</a></p>
</section>`;
  return deskFrame(press, { title, caller: null, path: "", main });
}
