/** As little of an Ogg Opus file as tells its length: a first page with the head, a last one with the sample position. */
export function oggOfSeconds(seconds: number, preSkip = 312): Buffer {
  const head = Buffer.alloc(19);
  head.write("OpusHead");
  head.writeUInt8(1, 8);
  head.writeUInt8(1, 9);
  head.writeUInt16LE(preSkip, 10);
  head.writeUInt32LE(48_000, 12);
  const samples = seconds === 0 ? 0 : Math.round(seconds * 48_000) + preSkip;
  return Buffer.concat([page(0, head), page(samples, Buffer.from("sound"))]);
}

function page(samples: number, body: Buffer): Buffer {
  const header = Buffer.alloc(28);
  header.write("OggS");
  header.writeBigInt64LE(BigInt(samples), 6);
  header.writeUInt8(1, 26);
  header.writeUInt8(body.length, 27);
  return Buffer.concat([header, body]);
}
