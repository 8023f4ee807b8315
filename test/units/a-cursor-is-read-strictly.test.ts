import fc from "fast-check";
import { expect, test } from "vitest";
import { formatCursor, parseCursor } from "../../core/news/cursor.ts";

test("C2: a cursor reads back as it was written", () => {
  const epoch = fc.stringMatching(/^[0-9a-z]{12}$/);
  const seq = fc.integer({ min: 0, max: 999_999_999_999_999 });
  fc.assert(
    fc.property(fc.record({ epoch, seq }), (cursor) => {
      expect(parseCursor(formatCursor(cursor))).toEqual(cursor);
    }),
  );
});

test("C2: whatever is not a cursor is none, whoever sends it", () => {
  const nothing = [undefined, null, 7, true, {}, [], ["0f2000000001:1"], { epoch: "0f2000000001", seq: 1 }, ""];
  const nearly = [
    ...["0f2000000001", "0f2000000001:", ":1", "0f2000000001:-1", "0f2000000001:01", "0f2000000001:1.5"],
    ...["0f200000001:1", "0f20000000001:1", "0F2000000001:1", "0f2000000001:1 ", "0f2000000001:1\n", " 0f2000000001:1"],
    ...["0f2000000001:1e3", "0f2000000001:0x1", "0f2000000001:1000000000000000", "0f2000000001:١"],
  ];
  for (const sent of [...nothing, ...nearly]) expect(parseCursor(sent), JSON.stringify(sent)).toBeNull();
});

test("C2: nothing that anybody sends makes the reading of a cursor throw", () => {
  fc.assert(
    fc.property(fc.anything(), (sent) => {
      const cursor = parseCursor(sent);
      return cursor === null || formatCursor(cursor) === sent;
    }),
  );
});
