import { sectionNamed } from "../../../core/news/section.ts";
import { connectStore } from "../../../core/store/connect.ts";
import { readEdition } from "./edition.ts";
import { fillPaper } from "./fill-paper.ts";

/*
 * Fills an empty paper with the sample edition; one that has anything on its wire is left as it is.
 * Environment: DATABASE_URL, PUBLIC_URL; SITE_SECTIONS when the paper has sections of its own.
 */

const databaseUrl = process.env.DATABASE_URL;
const publicUrl = process.env.PUBLIC_URL;
if (!databaseUrl || !publicUrl) {
  console.error("The sample edition needs DATABASE_URL and PUBLIC_URL.");
  process.exit(78);
}
const names = (process.env.SITE_SECTIONS ?? "").split(",").map((name) => name.trim());
const slugs = names.filter(Boolean).map((name) => sectionNamed(name).slug);

const store = connectStore({ databaseUrl, poolSize: 1, name: "london-sample" });
try {
  const events = await fillPaper(store, await readEdition(), {
    origin: new URL(publicUrl).origin,
    sections: slugs.length > 0 ? new Set(slugs) : null,
  });
  console.log(events > 0 ? `Sample edition loaded: ${events} events.` : "The paper has stories; no sample loaded.");
} finally {
  await store.destroy();
}
