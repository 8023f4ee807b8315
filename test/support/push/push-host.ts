import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { TestContext } from "vitest";
import type { PushMessage } from "../../../core/news/push.ts";
import { eventually } from "../deadline.ts";
import { type Certificate, selfMadeCertificate } from "./self-made-certificate.ts";

/*
 * A push service as RFC 8030 has it, and browsers behind it. Each browser has keys of its own and reads what comes with
 * them, so that a test sees what a device would.
 */

/** What the service answers for a browser; "silence": nothing, for ever. */
export type Says = number | "silence" | { status: number; retryAfter?: string };

export interface Received {
  message: PushMessage;
  headers: Record<string, string | undefined>;
  /** The body's length. */
  bytes: number;
  atMs: number;
}

export interface TestBrowser {
  endpoint: string;
  keys: { p256dh: string; auth: string };
  /** What the service took for it, in order. */
  received: Received[];
  /** How often it was asked. */
  asked: number;
  askedAtMs: number[];
  /** What is answered, one after the other; the last one stays. */
  says: Says[];
  /** Resolves when it was asked so often. */
  isAsked(times: number): Promise<void>;
}

export interface TestPushHost {
  /** As an entry of PUSH_HOSTS. */
  host: string;
  /** A file with its certificate, for NODE_EXTRA_CA_CERTS of a process. */
  caFile: string;
  /** Connections that were opened to it. */
  lines: number;
  /** Authorization headers that it has seen. */
  tokens: Set<string>;
  /** The next of its browsers. */
  browser(...says: Says[]): TestBrowser;
}

export interface PushHostOptions {
  /** Before each answer. */
  latencyMs?: number;
  certificate?: Certificate;
}

export async function openPushHost(t: TestContext, options: PushHostOptions = {}): Promise<TestPushHost> {
  const { latencyMs = 0, certificate = selfMadeCertificate() } = options;
  trustHere(t, certificate.cert);
  const caFile = join(tmpdir(), `push-ca-${randomBytes(6).toString("hex")}.pem`);
  await writeFile(caFile, certificate.cert);
  const browsers = new Map<string, TestBrowser & { read: (body: Buffer) => PushMessage }>();
  const server = createServer(certificate, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const browser = browsers.get(request.url ?? "");
      service.tokens.add(request.headers.authorization ?? "none");
      if (!browser) return response.writeHead(404).end();
      browser.asked++;
      browser.askedAtMs.push(performance.now());
      const [says = 201] = browser.says.length > 1 ? browser.says.splice(0, 1) : browser.says;
      if (says === "silence") return undefined;
      const { status, retryAfter } = typeof says === "number" ? { status: says } : says;
      const body = Buffer.concat(chunks);
      if (status === 201) {
        const headers = request.headers as Received["headers"];
        browser.received.push({ message: browser.read(body), headers, bytes: body.length, atMs: performance.now() });
      }
      const answer = () => response.writeHead(status, retryAfter ? { "Retry-After": retryAfter } : {}).end();
      return latencyMs > 0 ? setTimeout(answer, latencyMs) : answer();
    });
  });
  const service: TestPushHost = {
    ...{ host: `localhost:${await listening(server)}`, caFile, lines: 0, tokens: new Set<string>() },
    browser(...says) {
      const path = `/push/${randomBytes(16).toString("base64url")}`;
      const made = madeBrowser(`https://${service.host}${path}`, says.length > 0 ? says : [201]);
      browsers.set(path, made);
      return made;
    },
  };
  server.on("secureConnection", () => service.lines++);
  t.onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return service;
}

function madeBrowser(endpoint: string, says: Says[]): TestBrowser & { read: (body: Buffer) => PushMessage } {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  const auth = randomBytes(16);
  const received: Received[] = [];
  return {
    ...{ endpoint, says, received, asked: 0, askedAtMs: [] as number[] },
    keys: { p256dh: pair.getPublicKey("base64url"), auth: auth.toString("base64url") },
    read: (body) => JSON.parse(decrypted(body, pair, auth)) as PushMessage,
    isAsked(times) {
      return eventually(`${times} pushes`, () => (this.asked >= times ? true : undefined)).then(() => {});
    },
  };
}

/** RFC 8291 and RFC 8188, one record. */
function decrypted(body: Buffer, pair: ReturnType<typeof createECDH>, auth: Buffer): string {
  const [salt, length] = [body.subarray(0, 16), body.readUInt8(20)];
  const senderKey = body.subarray(21, 21 + length);
  const sealed = body.subarray(21 + length);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), pair.getPublicKey(), senderKey]);
  const secret = Buffer.from(hkdfSync("sha256", pair.computeSecret(senderKey), auth, info, 32));
  const key = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: aes128gcm\0", 16));
  const nonce = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: nonce\0", 12));
  const decipher = createDecipheriv("aes-128-gcm", key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const text = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return text.subarray(0, text.lastIndexOf(2)).toString("utf8");
}

/** Whether an Authorization header is a token of this paper for this push service (RFC 8292). Returns what it claims. */
export function claimsOf(authorization: string, publicKey: string): Record<string, unknown> {
  const [, token = "", key = ""] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization) ?? [];
  if (key !== publicKey) throw new Error("signed with another key");
  const [header = "", claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(key, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
  const jwk = { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" };
  const signer = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" as const };
  if (!verify("sha256", Buffer.from(`${header}.${claims}`), signer, Buffer.from(signature, "base64url")))
    throw new Error("its signature is not right");
  return JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, unknown>;
}

/** Only here, and only while the test runs. */
function trustHere(t: TestContext, cert: string): void {
  const others = getCACertificates("default");
  setDefaultCACertificates([...others, cert]);
  t.onTestFinished(() => setDefaultCACertificates(others));
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port to be had");
  return address.port;
}
