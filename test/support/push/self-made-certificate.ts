import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/*
 * A certificate for this machine's loopback names that nobody but a test trusts, made anew each time: a key in the
 * repository would be a secret in the repository. X.509 is a tree of tagged values (DER), and this is all of it that
 * is needed.
 */

export interface Certificate {
  key: string;
  cert: string;
}

export function selfMadeCertificate(): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const algorithm = sequence(objectId([1, 2, 840, 10045, 4, 3, 2])); // ecdsa-with-SHA256
  const commonName = tagged(0x0c, Buffer.from(randomBytes(8).toString("hex"))); // two of one name would be taken for one
  const name = sequence(tagged(0x31, sequence(objectId([2, 5, 4, 3]), commonName)));
  const valid = sequence(utcTime(2020), utcTime(2049));
  const names = sequence(tagged(0x82, Buffer.from("localhost")), tagged(0x87, Buffer.from([127, 0, 0, 1])));
  const isAuthority = sequence(tagged(0x01, Buffer.from([0xff])));
  const extensions = sequence(
    sequence(objectId([2, 5, 29, 17]), tagged(0x04, names)),
    sequence(objectId([2, 5, 29, 19]), tagged(0x04, isAuthority)),
  );
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ...[algorithm, name, valid, name],
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, extensions),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]);
  const der = sequence(body, algorithm, tagged(0x03, signature));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${(der.toString("base64").match(/.{1,64}/g) ?? []).join("\n")}\n-----END CERTIFICATE-----\n`,
  };
}

function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function utcTime(year: number): Buffer {
  return tagged(0x17, Buffer.from(`${String(year).slice(2)}0101000000Z`));
}

function objectId([first = 0, second = 0, ...others]: number[]): Buffer {
  const bytes = others.flatMap((part) => {
    const groups = [part & 127];
    for (let rest = part >> 7; rest > 0; rest >>= 7) groups.unshift((rest & 127) | 128);
    return groups;
  });
  return tagged(0x06, Buffer.from([first * 40 + second, ...bytes]));
}
