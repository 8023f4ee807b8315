import type { Who } from "../../../server/http/gate.ts";
import { readText, sourcesIn } from "../house/sources.ts";

/** A row of the route table, as it is written. */
export interface ServedRoute {
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  who: Who;
}

const ROW = /^ *\["(GET|POST|PUT|DELETE)", "([^"]+)", "([a-z]+)"/gm;
const ANY_ROW = /^ *\["(GET|POST|PUT|DELETE)",/gm;

/** Every row of the server's route tables, read from the sources: so none is forgotten by whoever lists them. */
export function servedRoutes(): ServedRoute[] {
  const files = sourcesIn("server/").filter(({ path }) => /(^|-)routes\.ts$/.test(path.replace(/^.*\//, "")));
  return files.flatMap(({ path }) => {
    const text = readText(path);
    const rows = [...text.matchAll(ROW)];
    if (rows.length !== [...text.matchAll(ANY_ROW)].length) throw new Error(`${path} has a row that cannot be read`);
    return rows.map(([, method, address = "", who]) => ({ method, path: address, who }) as ServedRoute);
  });
}

/** What a row's address looks like when somebody asks for it. */
export function anAddressOf({ path }: ServedRoute): string {
  return path.replace(":file", "style.css").replace(/:(\w+)/g, "01980000-0000-7000-8000-000000000000");
}

const ROUTER_GET = /\brouter\.get\(\s*(\[[^\]]*\]|"[^"]*"|[\w.]+),/g;
const PATHS = /"(\/[^"]*)"/g;
/** The rows that a router which is given its paths by name goes through. */
const PATH_ROW = /(?:\bpath: |^\s*\[\s*)"(\/[^"]*)"/gm;

/** Addresses that are written like files, wherever they stand. */
const FILE = /"(\/[a-z][\w/-]*\.[a-z]{2,4})"/g;

/** Every address of the readers' pages, which are routers of their own: from the sources, too. */
export function servedPages(): string[] {
  const paths = sourcesIn("server/").flatMap(({ path, text }) => {
    const given = [...text.matchAll(ROUTER_GET)].map(([, argument = ""]) => argument);
    const literal = given.flatMap((argument) => [...argument.matchAll(PATHS)].map(([, address = ""]) => address));
    if (given.every((argument) => /^["[]/.test(argument) || /^(page\.)?path$/.test(argument))) return literal;
    throw new Error(`${path} gives a page an address that cannot be read`);
  });
  const named = sourcesIn("server/paper/").flatMap(({ text }) =>
    [...text.matchAll(PATH_ROW)].map(([, address = ""]) => address),
  );
  const files = sourcesIn("core/", "server/").flatMap(({ text }) =>
    [...text.matchAll(FILE)].map(([, address = ""]) => address),
  );
  return [...new Set([...paths, ...named, ...files])].sort();
}
