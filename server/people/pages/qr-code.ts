import { encode } from "uqr";
import { html, type Markup } from "../../../core/page/markup.ts";

/** A QR code as one SVG path, black on white whatever the page's colours are: cameras want it so. */
export function qrCode(text: string, title: string): Markup {
  const { data, size } = encode(text, { ecc: "M", border: 3 });
  const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${title}" shape-rendering="crispEdges">
<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${squares.join("")}"/></svg>`;
}
