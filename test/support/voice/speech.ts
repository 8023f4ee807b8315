import { createServer } from "node:net";
import { text } from "node:stream/consumers";

/** Stands in for a speech engine: what it says is the text itself. Some texts are poison to it. */
const words = await text(process.stdin);
if (words.includes("it never ends")) createServer().listen(0, "127.0.0.1");
else if (words.includes("it breaks")) {
  process.stderr.write("cannot say this");
  process.exitCode = 3;
} else if (words.includes("it never stops")) {
  const more = () => process.stdout.write("x".repeat(100_000), more);
  more();
} else process.stdout.write(words);
