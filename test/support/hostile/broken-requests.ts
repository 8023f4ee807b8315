/*
 * Requests that are broken below HTTP's own grammar, or that two programs on one line could read in two ways (request
 * smuggling). Whatever they carry would be accepted if it came in a proper frame: so a server that lets one through
 * stores a story, and is caught.
 */

/** What is sent, and the status of the answer before the close; 0: closed without one. */
export type BrokenRequest = [what: string, bytes: string | Buffer, status: number];

const STORY = '{"headline":"A","section":"uk"}';
const SIZE = STORY.length.toString(16);
const CHUNKS = `${SIZE}\r\n${STORY}\r\n0\r\n\r\n`;
const LONG = "x".repeat(20_000);

export function brokenRequests(host: string, token: string): BrokenRequest[] {
  const known = `Authorization: Bearer ${token}\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\n`;
  const head = `POST /v1/stories HTTP/1.1\r\nHost: ${host}\r\n${known}Connection: close\r\n`;
  const plain = (line: string): string => `${head}${line}\r\n\r\n${STORY}`;
  const coded = (coding: string): string => `${head}Transfer-Encoding: ${coding}\r\n\r\n${CHUNKS}`;
  const chunked = (chunks: string): string => `${head}Transfer-Encoding: chunked\r\n\r\n${chunks}`;
  const sized = (line: string): string => plain(`${line}\r\nContent-Length: ${STORY.length}`);
  const get = (target: string, more = "", version = "HTTP/1.1"): string =>
    `GET ${target} ${version}\r\nHost: ${host}\r\n${more}Connection: close\r\n\r\n`;
  return [
    ...lengths(plain),
    ...codings(head, known, coded, chunked),
    ...headers(head, sized, get),
    ...addresses(host, get),
  ];
}

function lengths(plain: (line: string) => string): BrokenRequest[] {
  const says = ["x", "-1", "+31", "31, 31", "31, 30", "0x1f", "", "3 1", "1e1", "99999999999999999999"];
  return [
    ...says.map((length): BrokenRequest => [`Content-Length: ${length}`, plain(`Content-Length: ${length}`), 400]),
    ["two lengths", plain("Content-Length: 31\r\nContent-Length: 30"), 400],
    ["one length twice", plain("Content-Length: 31\r\nContent-Length: 31"), 400],
    ["a length of petabytes", plain("Content-Length: 9007199254740991"), 413],
    ["a length that cuts the body, and the rest behind it", plain("Content-Length: 5"), 400],
    ["length and chunks", `${plain("Content-Length: 31\r\nTransfer-Encoding: chunked")}`, 400],
    ["chunks and length", `${plain("Transfer-Encoding: chunked\r\nContent-Length: 31")}`, 400],
    ["an expectation that nobody knows", plain("Expect: 200-maybe\r\nContent-Length: 31"), 417],
    ["an upgrade of what is none", plain("Upgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 31"), 0],
  ];
}

function codings(
  head: string,
  known: string,
  coded: (coding: string) => string,
  chunked: (chunks: string) => string,
): BrokenRequest[] {
  const unknown = ["gzip", "identity", "xchunked", "chunked, identity", "chunked, chunked", '"chunked"', "chunked;q=1"];
  const oldHead = `POST /v1/stories HTTP/1.0\r\n${known}Transfer-Encoding: chunked\r\n\r\n`;
  return [
    ...unknown.map((coding): BrokenRequest => [`Transfer-Encoding: ${coding}`, coded(coding), 400]),
    ["a coding that is not undone", coded("gzip, chunked"), 415],
    ["chunks in HTTP/1.0", `${oldHead}${CHUNKS}`, 415],
    ["chunks under two names", `${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n${CHUNKS}`, 400],
    ["a chunk of no size", chunked(`zz\r\n${STORY}\r\n0\r\n\r\n`), 400],
    ["a chunk of less than nothing", chunked(`-1\r\n${STORY}\r\n0\r\n\r\n`), 400],
    ["a chunk in C's own notation", chunked(`0x1f\r\n${STORY}\r\n0\r\n\r\n`), 400],
    ["a chunk of 2^72 bytes", chunked(`fffffffffffffffff\r\n${STORY}\r\n0\r\n\r\n`), 400],
    ["a chunk that is longer than it says", chunked(`5\r\n${STORY}\r\n0\r\n\r\n`), 400],
    ["a chunk whose lines end in half", chunked(`${SIZE}\n${STORY}\n0\n\n`), 400],
    ["a chunk with a space", chunked(`${SIZE} \r\n${STORY}\r\n0\r\n\r\n`), 400],
    ["a chunk with 20 kB of remarks", chunked(`${SIZE};a=${LONG}\r\n${STORY}\r\n0\r\n\r\n`), 413],
    ["a trailer that is none", chunked(`${SIZE}\r\n${STORY}\r\n0\r\nno colon\r\n\r\n`), 400],
    ["a trailer of 20 kB", chunked(`${SIZE}\r\n${STORY}\r\n0\r\nX: ${LONG}\r\n\r\n`), 431],
  ];
}

function headers(head: string, sized: (line: string) => string, get: (target: string, more?: string) => string) {
  return [
    ["a NUL in a header", sized("X-A: a\0b"), 400],
    ["a NUL in a header's name", sized("X\0A: b"), 400],
    ["half a line break in a header", sized("X-A: a\rb"), 400],
    ["lines that end in half", sized("X-A: b").replaceAll("\r\n", "\n"), 400],
    ["a space before the colon", sized("Content-Length : 3"), 400],
    ["a header that goes on in the next line", sized("X-A: a\r\n b"), 400],
    ["a header before the first", head.replace("\r\n", "\r\n X: y\r\n"), 400],
    ["a header without a colon", sized("nothing"), 400],
    ["a header without a name", sized(": nothing"), 400],
    ["a header named by no token", Buffer.from(sized("Ünï: x")), 400],
    ["a header of 20 kB", sized(`X: ${LONG}`), 431],
    ["5,000 headers", sized("a: b\r\n".repeat(5_000).trimEnd()), 431],
    ["no host", "GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n", 400],
    ["two hosts", get("/livez", "Host: evil.example\r\n"), 400],
    [
      "the first of two tokens is not the desk's",
      sized("X-A: b").replace("Authorization", "Authorization: Bearer x\r\nY"),
      401,
    ],
  ].map(([what, bytes, status]) => [what, bytes, status] as BrokenRequest);
}

function addresses(host: string, get: (target: string, more?: string, version?: string) => string): BrokenRequest[] {
  return [
    ["an address of 20 kB", get(`/${LONG}`), 431],
    ["an address without a slash", get("v1/stories"), 400],
    ["an address with a NUL", get("/a\0b"), 400],
    ["an address of a host that is none", get("http://[::1/"), 400],
    ["an address of a port that is none", get("http://a:99999/"), 400],
    ["another's address, as proxies are asked", get("http://evil.example/v1/stories/x"), 404],
    ["a tunnel", `CONNECT evil.example:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`, 0],
    ["everything at once", get("*"), 404],
    ["a method that there is not", get("/livez").replace("GET", "FOO"), 400],
    ["a method in small letters", get("/livez").replace("GET", "get"), 400],
    ["a method of another protocol", get("/livez").replace("GET", "PROPFIND"), 405],
    ["what would come back as it was sent", get("/livez").replace("GET", "TRACE"), 405],
    ["HTTP/9.9", get("/livez", "", "HTTP/9.9"), 400],
    ["HTTP/1.2", get("/livez", "", "HTTP/1.2"), 400],
    ["http/1.1", get("/livez", "", "http/1.1"), 400],
    ["HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    ["TLS", Buffer.from("16030100ca010000c60303", "hex"), 400],
    ["SSH", "SSH-2.0-OpenSSH_9.6\r\n", 400],
    ["noise", Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 37 + 200) % 256)), 400],
  ];
}
