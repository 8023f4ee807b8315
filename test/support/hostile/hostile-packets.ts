/*
 * What a hostile Socket.IO client sends: before it has come in, and as a reader. The texts of Engine.IO messages, so each
 * begins with 4.
 */
export interface HostilePacket {
  said: string;
  /** What is heard of it; "close": the connection's end. */
  answer: RegExp | "close" | "nothing";
}

const long = "x".repeat(15_000);
const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const live = /^42\["hello",\{.*"mode":"live"/;
const snapshot = /^42\["hello",\{.*"mode":"snapshot"/;
const noDevice = /^44\{"message":"device: /;

function each(answer: HostilePacket["answer"], ...texts: string[]): HostilePacket[] {
  return texts.map((said) => ({ said, answer }));
}

/** First packets. */
export const OF_STRANGERS: HostilePacket[] = [
  ...each(
    live,
    "40{}",
    "40 {}",
    "407",
    '40{"cursor":null}',
    '40{"__proto__":{"cursor":"x"}}',
    '40{"constructor":{"prototype":1}}',
  ),
  ...each(
    live,
    `40${deep(2_500)}`,
    `40{"x":"${long}"}`,
    '40{"cursor":"x","cursor":null}',
    '40{"sid":"x","pid":"y","offset":1}',
  ),
  ...each(
    snapshot,
    '40{"cursor":[]}',
    '40{"cursor":{"$gt":""}}',
    '40{"cursor":7}',
    '40{"cursor":""}',
    '40{"cursor":true}',
  ),
  ...each(snapshot, `40{"cursor":"${long}"}`, `40{"cursor":${deep(2_500)}}`, '40{"cursor":"000000000000:-1"}'),
  ...each(snapshot, '40{"cursor":"0f2000000001:1e3"}', '40{"cursor":"0f2000000001:9007199254740993"}'),
  ...each(snapshot, '40{"cursor":"zzzzzzzzzzzz:1"}', '40{"cursor":"\\u0000"}', '40{"cursor":["0f2000000001:1"]}'),
  ...each(noDevice, '40{"device":[]}', '40{"device":{}}', '40{"device":false}', `40{"device":"${long}"}`),
  ...each("close", "40[]", "40null", "40true", '40"x"', "40{", '40{"a":1}x', "40[{}]", "40NaN", "40\u0000"),
  ...each(
    "close",
    "41",
    "42",
    '42["shown",{"seq":1}]',
    "43[]",
    '44{"message":"x"}',
    "451-[]",
    "461-[]",
    "47",
    "4-1",
    "4\u0662",
  ),
  ...each(/^44\/x,\{"message":"Invalid namespace"\}$/, "40/x", "40/x,", '40/x,{"cursor":1}', "40/x,7"),
  ...each(/^44.+"Invalid namespace"\}$/, "40//", "40/__proto__", "40/constructor,{}", "40/\u0000", `40/${long}`),
  ...each("close", '42/x,["shown",{"seq":1}]', "41/x", "43/x,1[]"),
];

/** Of one who is in. */
export const OF_READERS: HostilePacket[] = [
  ...each(
    "close",
    "40",
    "40{}",
    "40/",
    "42",
    "42[",
    "42[]",
    "42{}",
    "42null",
    "42[null]",
    "42[[]]",
    "42[{}]",
    "42[true]",
  ),
  ...each(
    "close",
    '42["connect"]',
    '42["connect_error"]',
    '42["disconnecting"]',
    '42["newListener"]',
    '42["removeListener"]',
  ),
  ...each(
    "close",
    '42["hello"]',
    '42["beat",{}]',
    '42["drain",{"afterMs":1}]',
    '42[""]',
    "42[7]",
    "42[1e999]",
    '42["then"]',
  ),
  ...each(
    "close",
    '42["constructor"]',
    '42["toString"]',
    '42["hasOwnProperty",{}]',
    '42["__defineGetter__"]',
    `42["${long}"]`,
  ),
  ...each("close", '42["shown",null]', '42["shown",[]]', '42["shown",7]', '42["shown",{}]', '42["shown",{"seq":null}]'),
  ...each("close", '42["shown",{"seq":1.5}]', '42["shown",{"seq":1e999}]', '42["shown",{"seq":9007199254740993}]'),
  ...each("close", '42["shown",{"seq":[1]}]', '42["shown",{"__proto__":{"seq":1}}]', `42["shown",${"[".repeat(7_000)}`),
  ...each(
    "close",
    `42["shown",${deep(2_000)}]`,
    '42["SHOWN",{"seq":1}]',
    '42["shown ",{"seq":1}]',
    '42/,["x"]',
    '42/x,["x"]',
  ),
  ...each(
    "close",
    "41{}",
    "41[]",
    "41",
    "43{}",
    "43null",
    '44{"message":"x"}',
    '44"x"',
    "44",
    "47",
    "48",
    "4a",
    "4\ud83d\ude00",
  ),
  ...each(
    "close",
    '451-["shown",{"_placeholder":true,"num":0}]',
    "450-[]",
    "45-[]",
    "4599999999-[]",
    "45",
    '461-7["x"]',
  ),
  ...each("nothing", '42["shown",{"seq":-1}]', '42["shown",{"seq":0}]', '42["shown",{"seq":9007199254740991}]'),
  ...each("nothing", '42["shown",{"seq":1,"__proto__":{"isAdmin":true}}]', `42["shown",{"seq":1},"${long}"]`),
  ...each("nothing", "43[]", "430[]", '437["x"]', `43${"9".repeat(300)}[]`, '43["x"]', '431["x",{"__proto__":1}]'),
  ...each(/^44\/x,\{"message":"Invalid namespace"\}$/, "40/x,", '40/x,{"device":[]}'),
];
