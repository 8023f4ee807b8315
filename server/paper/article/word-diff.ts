/*
 * What changed between two texts, word by word. Myers' shortest edit script (An O(ND) Difference Algorithm, 1986) on
 * what lies between the equal beginning and the equal end. Its cost grows with the number of changes, not with the
 * text, so it is given up beyond `MOST_EDITS`: a reader learns nothing from a page of struck-out words, and the longest
 * body that an editor may write costs no more than a note.
 */

export interface Change {
  kind: "same" | "removed" | "added";
  /** Words with the spaces between them; never empty. */
  text: string;
}

const MOST_EDITS = 300;

/**
 * The changes that make `before` into `after`, in reading order. Without "removed" they are `after`, without "added"
 * they are `before`, spaces at line ends and between words aside. Null: too much is different to be told.
 */
export function wordDiff(before: string, after: string): Change[] | null {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const edits = editsBetween(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  if (!edits) return null;
  return joined([...same(a.slice(0, head)), ...edits, ...same(tail === 0 ? [] : a.slice(-tail))]);
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

function same(words: string[]): Change[] {
  return words.map((text) => ({ kind: "same", text }));
}

/** Neighbours of one kind as one. */
function joined(changes: Change[]): Change[] {
  const all: Change[] = [];
  for (const { kind, text } of changes) {
    const last = all.at(-1);
    if (last?.kind === kind) last.text += ` ${text}`;
    else all.push({ kind, text });
  }
  return all;
}

/** Furthest places reached on each diagonal, kept for every number of edits, and walked back from the end. */
function editsBetween(a: string[], b: string[]): Change[] | null {
  const most = Math.min(MOST_EDITS, a.length + b.length);
  const steps: Int32Array[] = [];
  let reached = new Int32Array(2 * most + 3);
  const at = (k: number) => reached[k + most + 1] ?? 0;
  for (let edits = 0; edits <= most; edits++) {
    steps.push(reached.slice());
    for (let k = -edits; k <= edits; k += 2) {
      let x = k === -edits || (k !== edits && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reached[k + most + 1] = x;
      if (x >= a.length && x - k >= b.length) return walkedBack(a, b, steps, most);
    }
    reached = reached.slice();
  }
  return null;
}

function walkedBack(a: string[], b: string[], steps: Int32Array[], most: number): Change[] {
  const changes: Change[] = [];
  let [x, y] = [a.length, b.length];
  for (let edits = steps.length - 1; edits >= 0; edits--) {
    const at = (k: number) => steps[edits]?.[k + most + 1] ?? 0;
    const k = x - y;
    const isAdded = k === -edits || (k !== edits && at(k - 1) < at(k + 1));
    const fromX = edits === 0 ? 0 : isAdded ? at(k + 1) : at(k - 1);
    const fromY = edits === 0 ? 0 : fromX - (isAdded ? k + 1 : k - 1);
    for (; x > fromX && y > fromY; y--) changes.push({ kind: "same", text: a[--x] ?? "" });
    if (edits > 0 && isAdded) changes.push({ kind: "added", text: b[--y] ?? "" });
    else if (edits > 0) changes.push({ kind: "removed", text: a[--x] ?? "" });
  }
  return changes.reverse();
}
