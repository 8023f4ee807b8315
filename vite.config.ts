import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

/**
 * What parts of the bundle may weigh, in bytes: scripts and styles after gzip, fonts as they are. What a page needs to be
 * live, then what it loads once it is, then what it loads when it is used.
 */
const BUDGETS: { what: string; matches: RegExp; maxBytes: number }[] = [
  { what: "script", matches: /main-.*\.js$/, maxBytes: 19_500 },
  { what: "script before paint", matches: /before-paint-.*\.js$/, maxBytes: 900 },
  { what: "script once it is live", matches: /once-live-.*\.js$/, maxBytes: 4_200 },
  { what: "script for another lead", matches: /replace-lead-.*\.js$/, maxBytes: 1_500 },
  { what: "script for listening", matches: /start-listening-.*\.js$/, maxBytes: 4_000 },
  { what: "script for choosing", matches: /choices-panel-.*\.js$/, maxBytes: 2_000 },
  { what: "script for alerts", matches: /(alerts-panel|tend-alerts|subscription)-.*\.js$/, maxBytes: 1_500 },
  { what: "service worker", matches: /service-worker-.*\.js$/, maxBytes: 2_000 },
  { what: "script of one kind of page", matches: /(past-slider|share-button)-.*\.js$/, maxBytes: 500 },
  { what: "script of the sign-up", matches: /(sign-up|newsletter-page)-.*\.js$/, maxBytes: 1_100 },
  { what: "style of one kind of page", matches: /(past|mailing)-.*\.css$/, maxBytes: 1_500 },
  { what: "the desk's script", matches: /desk-.*\.js$/, maxBytes: 56_000 },
  { what: "the desk's style", matches: /newsroom-.*\.css$/, maxBytes: 7_000 },
  { what: "style", matches: /\.css$/, maxBytes: 6_000 },
  { what: "font", matches: /\.woff2$/, maxBytes: 10_000 },
];

/**
 * Three bundles: the reader's (scripts, one style sheet, two fonts), the desk's, and what signing up needs. They are built
 * apart, so that no chunk is shared: whatever another comes to need, a reader's page stays as light as it was. A build above its budget fails.
 */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  plugins: [cutUnreachable(), weigh()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "client/dist",
    target: ["chrome120", "firefox121", "safari17"],
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
  },
  builder: {
    async buildApp({ environments: { client, desk, mailing }, build }) {
      if (client) await build(client); // first: it empties the folder
      if (desk) await build(desk);
      if (mailing) await build(mailing);
    },
  },
  environments: {
    client: {
      build: {
        ...{ emptyOutDir: true, manifest: true },
        rolldownOptions: {
          input: ["main", "before-paint", "service-worker", "past-slider", "share-button"]
            .map((name) => `client/paper/${name}.ts`)
            .concat(
              "client/styles/paper.css",
              "client/styles/past.css",
              "client/styles/mailing.css",
              "client/styles/desk.css",
            ),
        },
      },
    },
    desk: {
      consumer: "client",
      build: {
        ...{ emptyOutDir: false, manifest: ".vite/desk.json" },
        rolldownOptions: { input: ["client/desk/desk.tsx", "client/styles/newsroom.css"] },
      },
    },
    mailing: {
      consumer: "client",
      build: {
        ...{ emptyOutDir: false, manifest: ".vite/mailing.json" },
        rolldownOptions: { input: ["client/paper/newsletter-page.ts", "client/styles/mailing.css"] },
      },
    },
  },
});

/*
 * What stock modules carry that no page of ours reaches, and 3 kB of 20: a third transport and everything for binary
 * frames, which this paper's servers do not send (contract: "no attachments"); Socket.IO's own reconnecting; the
 * asynchronous half of the template tag; the preloading of chunks that have no styles; other origins, since a page
 * connects to its own; and what every browser here brings itself (addresses, queries, promises). Each cut is made or the
 * build fails, so a new version cannot slip past it.
 */
const PARSE_ADDRESS = `export function parse(text) {
  const { protocol, hostname, port, pathname, search } = new URL(text);
  const host = hostname.replace(/^\\[|\\]$/g, "");
  return { protocol: protocol.slice(0, -1), host, port, path: pathname, query: search.slice(1) };
}`;
const OWN_ADDRESS = `export const url = (_, path) => ({ source: location.origin, id: location.origin + path, path: "/" });`;
const PARSE_QUERY = `
export const encode = (query) => String(new URLSearchParams(query));
export const decode = (text) => Object.fromEntries(new URLSearchParams(text));`;
const GLOBALS = `
export const nextTick = (act) => queueMicrotask(act), globalThisShim = globalThis, createCookieJar = () => {};
export const defaultBinaryType = "arraybuffer";`;
const ALL = /^.*$/s;
const CUTS: [module: RegExp, what: RegExp, instead: string][] = [
  [/engine\.io-client.*\/webtransport\.js$/, ALL, "export class WT {}"],
  [/engine\.io-client.*\/parseuri\.js$/, ALL, PARSE_ADDRESS],
  [/socket\.io-client.*\/url\.js$/, ALL, OWN_ADDRESS],
  [/engine\.io-client.*\/parseqs\.js$/, ALL, PARSE_QUERY],
  [/engine\.io-client.*\/globals\.js$/, ALL, GLOBALS],
  [/engine\.io-client.*\/has-cors\.js$/, ALL, "export const hasCORS = true;"],
  [/engine\.io-parser.*\/base64-arraybuffer\.js$/, ALL, "export const decode = () => null;"],
  [/socket\.io-client.*\/backo2\.js$/, ALL, "export class Backoff { reset() {} }"],
  [/socket\.io-parser.*\/is-binary\.js$/, ALL, "export const isBinary = () => false, hasBinary = isBinary;"],
  [/socket\.io-parser.*\/binary\.js$/, ALL, "export const deconstructPacket = null, reconstructPacket = null;"],
  [/hono\/.*helper\/html\/index\.js$/, /return buffer\.length === 1 \?[^;]*;/, "return raw(buffer[0]);"],
  [/preload-helper\.js$/, ALL, "export const __vitePreload = (load) => load();"],
];

function cutUnreachable(): Plugin {
  const made = new Set<RegExp>();
  return {
    name: "cut-unreachable",
    applyToEnvironment: ({ name }) => name === "client", // the desk's own connects and reconnects by the stock client
    transform(code, id) {
      const [module, what, instead] = CUTS.find(([where]) => where.test(id)) ?? [];
      if (!module || !what || instead === undefined) return null;
      if (!what.test(code)) this.error(`nothing to cut in ${id}: see CUTS`);
      made.add(module);
      return { code: code.replace(what, () => instead), map: null };
    },
    buildEnd() {
      const missed = CUTS.filter(([module]) => !made.has(module));
      if (missed.length > 0) this.error(`no such module: ${missed.map(([module]) => module).join(", ")}`);
    },
  };
}

function weigh(): Plugin {
  return {
    name: "weigh",
    generateBundle(_options, bundle) {
      for (const [name, file] of Object.entries(bundle)) {
        const budget = BUDGETS.find(({ matches }) => matches.test(name));
        if (!budget) continue;
        const bytes = Buffer.from(file.type === "chunk" ? file.code : file.source);
        const weight = name.endsWith(".woff2") ? bytes.length : gzipSync(bytes, { level: 9 }).length;
        this.info(`${budget.what}: ${weight} of ${budget.maxBytes} bytes (${name})`);
        if (weight > budget.maxBytes) this.error(`${name} weighs ${weight} bytes, more than its ${budget.maxBytes}`);
      }
    },
  };
}
