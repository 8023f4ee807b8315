/** A piece of a text beside its earlier version. */
export interface Piece {
  text: string;
  is: "same" | "gone" | "new";
}

/** Beyond so many words on both sides the middle is shown as replaced: nobody reads such a difference word by word. */
const WORDS_AT_MOST = 1_500;

/** What has changed from one text to the next, word by word (the longest common subsequence). Pure. */
export function wordDiff(before: string, after: string): Piece[] {
  const old = wordsOf(before);
  const fresh = wordsOf(after);
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < fresh.length - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++;
  const gone = old.slice(head, old.length - tail);
  const come = fresh.slice(head, fresh.length - tail);
  const middle: Piece[] =
    gone.length > WORDS_AT_MOST || come.length > WORDS_AT_MOST
      ? [piece("gone", gone), piece("new", come)]
      : betweenWords(gone, come);
  return joined([piece("same", old.slice(0, head)), ...middle, piece("same", old.slice(old.length - tail))]);
}

function wordsOf(text: string): string[] {
  return text.match(/\s+|[^\s]+/g) ?? [];
}

function piece(is: Piece["is"], words: string[]): Piece {
  return { is, text: words.join("") };
}

function betweenWords(old: string[], fresh: string[]): Piece[] {
  const width = fresh.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = fresh.length - 1; column >= 0; column--) {
      const isSame = old[row] === fresh[column];
      common[row * width + column] = isSame
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const pieces: Piece[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length || column < fresh.length) {
    if (row < old.length && column < fresh.length && old[row] === fresh[column]) {
      pieces.push(piece("same", [old[row++] ?? ""]));
      column++;
    } else if (column >= fresh.length || (row < old.length && at(row + 1, column) >= at(row, column + 1))) {
      pieces.push(piece("gone", [old[row++] ?? ""]));
    } else pieces.push(piece("new", [fresh[column++] ?? ""]));
  }
  return pieces;
}

function joined(pieces: Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const next of pieces) {
    const last = result.at(-1);
    if (next.text === "") continue;
    if (last?.is === next.is) last.text += next.text;
    else result.push({ ...next });
  }
  return result;
}
