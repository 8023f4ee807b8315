import { expect, test } from "vitest";
import { guardedLine } from "../../workers/guarded-line.ts";
import { type Fetched, fetchSource } from "../../workers/inbox/fetch-source.ts";
import { startAgency } from "../support/others/agency.ts";

const HERE = ["127.0.0.1"];
const REFUSED = { outcome: "failed", says: expect.stringContaining("not on the public internet") };

const fetchFrom = (url: string, allowedAddresses: string[] = []): Promise<Fetched> =>
  fetchSource(
    { line: guardedLine(allowedAddresses, { keepsAlive: false }), userAgent: "a test" },
    { url, etag: null, lastModified: null },
  );

/** The same few places, spelled in every way that a URL allows. */
const INSIDE = [
  ...["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "127.255.255.254", "localhost"],
  ...["[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]", "0.0.0.0", "0", "127。0。0。1"],
  ...["169.254.169.254", "2852039166", "[::ffff:169.254.169.254]", "10.0.0.1", "172.16.0.1", "192.168.1.1"],
  ...["100.64.0.1", "[fe80::1]", "[fd00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "224.0.0.1", "198.18.0.1"],
];

test.each(INSIDE)("D10: nothing is asked at %s, with or without TLS, and a sentence says so", async (host) => {
  expect(await fetchFrom(`http://${host}:9/feed`)).toMatchObject(REFUSED);
  expect(await fetchFrom(`https://${host}:9/feed`)).toMatchObject(REFUSED);
});

test("D10: a server that may be asked leads nowhere inside by a redirect, and nowhere but to the web", async (t) => {
  const agency = await startAgency(t);
  const leadTo = (Location: string) => agency.serves("/moved", { body: "", status: 302, headers: { Location } });
  for (const host of INSIDE.filter(
    (one) => !/^(127[.。]0[.。]0[.。]1|127\.1|2130706433|0x7f000001|0177\.0\.0\.1|0x7f\.1|localhost)$/.test(one),
  )) {
    leadTo(`http://${host}:9/`);
    expect(await fetchFrom(`${agency.url}/moved`, HERE), host).toMatchObject(REFUSED);
  }
  for (const scheme of ["file:///etc/passwd", "ftp://a.example/", "gopher://a.example/", "data:text/xml,<rss/>"]) {
    leadTo(scheme);
    const { says } = (await fetchFrom(`${agency.url}/moved`, HERE)) as { says: string };
    expect(says).toMatch(/^Only http and https are read/);
  }
  expect(agency.asked("/moved").length).toBeGreaterThan(20);
});

test("D10: what is allowed by name is one address and no other", async (t) => {
  const agency = await startAgency(t);
  agency.serves("/", { body: "<rss/>" });
  expect(await fetchFrom(`${agency.url}/`, HERE)).toMatchObject({ outcome: "fetched" });
  expect(await fetchFrom(`${agency.url}/`)).toMatchObject(REFUSED);
  expect(await fetchFrom(agency.url.replace("127.0.0.1", "127.0.0.2"), HERE)).toMatchObject(REFUSED);
  expect(agency.asked("/").length).toBe(1);
});
