import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { expect, type TestContext, test } from "vitest";
import { connectMail, type Mail } from "../../core/mailing/connect-mail.ts";
import type { MailSettings } from "../../core/settings/mail-settings.ts";

const mail: Mail = {
  to: "kim@example.org",
  subject: "Grüße\r\nBcc: ada@example.org",
  html: "<p>Hello</p>",
  text: "Hello",
  messageId: "<one.two@daily.example>",
};

test("N1: without a relay a mail is one file that any mail program opens, however often it is kept", async (t) => {
  const settings = await inFolder(t);
  const line = await connectMail(settings);
  for (let time = 0; time < 2; time++) expect(await line.send(mail)).toMatchObject({ outcome: "sent" });
  expect(await readdir(settings.outboxDir)).toEqual(["one.two.eml"]);
  const kept = await PostalMime.parse(await readFile(join(settings.outboxDir, "one.two.eml")));
  expect(kept).toMatchObject({ text: "Hello\n", from: { name: "The Daily", address: "news@daily.example" } });
  expect(kept.headers.map(({ key }) => key)).not.toContain("bcc");
  expect(kept.to?.map(({ address }) => address)).toEqual(["kim@example.org"]);
});

test("N4: where there is a key every mail is signed for the paper's domain", async (t) => {
  const settings = await inFolder(t);
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const keyFile = join(settings.outboxDir, "..", "key.pem");
  await writeFile(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }));
  const line = await connectMail({ ...settings, dkim: { domain: "daily.example", selector: "s1", keyFile } });
  await line.send(mail);
  const kept = await readFile(join(settings.outboxDir, "one.two.eml"), "utf8");
  expect(kept).toMatch(/^DKIM-Signature: v=1; a=rsa-sha256; c=relaxed\/relaxed; d=daily\.example;/);
  expect(kept.replace(/\r\n\s+/g, "")).toMatch(/s=s1;/);
});

test("N4: a line that breaks before the mail was begun leaves it for later; once the final dot is out, nobody knows", async (t) => {
  const settings = await inFolder(t);
  for (const [cutAt, outcome] of [
    ["banner", "later"],
    ["dot", "unknown"],
  ] as const) {
    const smtpUrl = await aRelayThatHangsUp(t, cutAt);
    const line = await connectMail({ ...settings, smtpUrl });
    expect(await line.send(mail), cutAt).toMatchObject({ outcome });
    line.close();
  }
});

async function inFolder(t: TestContext): Promise<MailSettings> {
  const folder = await mkdtemp(join(tmpdir(), "london-daily-outbox-"));
  t.onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const from = { name: "The Daily", address: "news@daily.example" };
  return {
    smtpUrl: null,
    from,
    dkim: null,
    outboxDir: join(folder, "outbox"),
    webhookSecret: null,
    connections: 1,
    perSecond: 100,
  };
}

/** Speaks SMTP by the letter until it hangs up: at once, or when the whole of it is there. */
async function aRelayThatHangsUp(t: TestContext, cutAt: "banner" | "dot"): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    if (cutAt === "banner") return void socket.destroy();
    socket.write("220 relay\r\n");
    let isData = false;
    let read = "";
    socket.on("data", (chunk) => {
      read += chunk.toString("latin1");
      if (isData) {
        if (read.endsWith("\r\n.\r\n")) socket.destroy();
        return;
      }
      for (let end = read.indexOf("\r\n"); end >= 0; end = read.indexOf("\r\n")) {
        const command = read.slice(0, 4).toUpperCase();
        read = read.slice(end + 2);
        isData = command === "DATA";
        socket.write(isData ? "354 go on\r\n" : "250 ok\r\n");
      }
    });
  });
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
  t.onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `smtp://127.0.0.1:${address.port}`;
}
