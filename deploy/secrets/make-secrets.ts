import { readFile } from "node:fs/promises";
import { makeSecrets } from "./paper-secrets.ts";

/* Makes what is missing in a folder of secrets for docker-compose.yml; it needs nothing but Node. Exit code 64: no folder. */

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error("Into which folder? node deploy/secrets/make-secrets.ts secrets");
  process.exit(64);
}
const made = await makeSecrets(folder, await readFile(new URL("./redis-users.acl", import.meta.url), "utf8"));
console.log(made.length === 0 ? `${folder} has all of them.` : `Made in ${folder}: ${made.join(", ")}.`);
