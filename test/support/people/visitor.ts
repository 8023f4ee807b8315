import { createHmac } from "node:crypto";
import type { London } from "../paper/start-london.ts";

/*
 * Somebody at a browser without scripts: follows redirects, keeps cookies, sends the forms that a page shows, as they
 * stand. For tests of signing in, which go through the pages as people do.
 */

export interface Visit {
  status: number;
  /** Where it ended after all redirects. */
  path: string;
  html: string;
  headers: Headers;
}

export interface Joined {
  email: string;
  password: string;
  /** The authenticator's key, in base32. */
  key: string;
  recoveryCodes: string[];
}

export interface VisitorOptions {
  /** What else its browser sends. */
  headers?: Record<string, string>;
}

export interface Visitor {
  cookies: Map<string, string>;
  opens(path: string): Promise<Visit>;
  /** Sends a form to this address with what the page's form has hidden; what is given wins. */
  sends(path: string, fields: Record<string, string>): Promise<Visit>;
  /** Follows a one-time link to the end: name, password and, where one is asked for, a second factor. */
  joins(secret: string, who: { name: string; email?: string; password?: string }): Promise<Joined>;
  /** Signs in with password and code. */
  signsIn(joined: Joined, code?: string): Promise<Visit>;
  /** `GET /v1/me`, or null. */
  me(): Promise<Record<string, unknown> | null>;
}

export const PASSWORD = "four quiet words here";

export function aVisitor(london: London, { headers: extra = {} }: VisitorOptions = {}): Visitor {
  const cookies = new Map<string, string>();
  let last: Visit = { status: 0, path: "", html: "", headers: new Headers() };

  async function fetchOnce(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(cookie && { Cookie: cookie }), Accept: "text/html", ...extra, ...init.headers };
    const response = await fetch(new URL(path, london.url), { ...init, redirect: "manual", headers });
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === "" || /Max-Age=0/i.test(set)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }

  async function visit(path: string, init: RequestInit = {}): Promise<Visit> {
    let at = path;
    let response = await fetchOnce(at, init);
    for (let hops = 0; response.status === 303 && hops < 5; hops++) {
      at = response.headers.get("Location") ?? "";
      response = await fetchOnce(at, {});
    }
    last = { status: response.status, path: at, html: await response.text(), headers: response.headers };
    return last;
  }

  const visitor: Visitor = {
    cookies,
    opens: (path) => visit(path),
    sends(path, fields) {
      const hidden = Object.fromEntries(
        [...formTo(last.html, path).matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
          ([, name = "", value = ""]) => [name, value.replaceAll("&amp;", "&")],
        ),
      );
      const body = new URLSearchParams({ ...hidden, ...fields });
      return visit(path, { method: "POST", body, headers: { Origin: london.config.site.publicUrl } });
    },
    async joins(secret, { name, email = "", password = PASSWORD }) {
      await visit(`/desk/join?link=${secret}`);
      const page = await visitor.sends("/desk/join", { name, email, password, again: password });
      const key = /<code class="key">([A-Z2-7 ]+)<\/code>/.exec(page.html)?.[1]?.replaceAll(" ", "") ?? "";
      const codes = await visitor.sends("/desk/second-factor/confirm", { code: codeOf(key) });
      const recoveryCodes = [...codes.html.matchAll(/<li><code>([\w-]+)<\/code>/g)].map(([, code = ""]) => code);
      const me = await visitor.me();
      return { email: String(me?.email), password, key, recoveryCodes };
    },
    async signsIn({ email, password, key }, code = codeOf(key, 1)) {
      await visit("/desk/sign-in");
      await visitor.sends("/desk/sign-in", { email, password });
      return last.path.startsWith("/desk/sign-in/code") ? visitor.sends("/desk/sign-in/code", { code }) : last;
    },
    async me() {
      const response = await fetchOnce("/v1/me", {});
      return response.ok ? ((await response.json()) as Record<string, unknown>) : null;
    },
  };
  return visitor;
}

/** The six digits of an authenticator (RFC 6238), so many half minutes from now: a server takes the next one too. */
export function codeOf(key: string, ahead = 0): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac("sha1", fromBase32(key)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"),
  );
  return Buffer.from((bits.join("").match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

function formTo(html: string, action: string): string {
  return html.split("<form").find((form) => form.includes(`action="${action}"`)) ?? "";
}
