import { oggOfSeconds } from "./ogg.ts";

/** Stands in for an encoder: a file that lasts a tenth of a second for each character, and holds the text. */
const chunks: Buffer[] = [];
for await (const chunk of process.stdin) {
  chunks.push(chunk as Buffer);
  if (chunks.length % 50 === 0) process.stdout.write(chunk); // a long one is handed on while it comes
}
const text = Buffer.concat(chunks);
const [head, tail] = [oggOfSeconds(text.length / 10).subarray(0, 47), oggOfSeconds(text.length / 10).subarray(47)];
process.stdout.write(Buffer.concat([head, text, tail]));
