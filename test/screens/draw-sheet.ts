import type { Browser } from "playwright-core";

const HEIGHT = 360;
const GAP = 14;
const QUALITY = 0.72;

/** Pictures side by side at one height, as WebP: the browser that took them is also who makes them small. */
export async function drawSheet(browser: Browser, pictures: readonly Buffer[]): Promise<Buffer> {
  const page = await browser.newPage();
  const sources = pictures.map((picture) => `data:image/png;base64,${picture.toString("base64")}`);
  const drawn = await page.evaluate(
    async ({ sources, height, gap, quality }) => {
      const images = await Promise.all(
        sources.map(async (source) => {
          const image = new Image();
          image.src = source;
          await image.decode();
          return { image, width: Math.round((image.width / image.height) * height) };
        }),
      );
      const canvas = document.createElement("canvas");
      canvas.width = images.reduce((sum, { width }) => sum + width + gap, gap);
      canvas.height = height + 2 * gap;
      const context = canvas.getContext("2d");
      if (!context) throw new Error("no canvas");
      context.fillStyle = "#8c8a84";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.imageSmoothingQuality = "high";
      let left = gap;
      for (const { image, width } of images) {
        context.drawImage(image, left, gap, width, height);
        left += width + gap;
      }
      return canvas.toDataURL("image/webp", quality);
    },
    { sources, height: HEIGHT, gap: GAP, quality: QUALITY },
  );
  await page.close();
  return Buffer.from(drawn.slice(drawn.indexOf(",") + 1), "base64");
}
