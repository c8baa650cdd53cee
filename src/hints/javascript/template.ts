/** Code with holes: prepared once, filled for each candidate. */

/** Code put around a range (`open … close`), or in place of it (`text`). */
export type Change =
  | { readonly start: number; readonly end: number; readonly open: string; readonly close: string }
  | { readonly start: number; readonly end: number; readonly text: string };

/**
 * A text with changes. They may nest; of changes with one range, the earlier in the list is the outer. A replacement
 * holds no other change; of nothing, it stands before all that begins there.
 */
export function render(text: string, changes: readonly Change[]): string {
  const sorted = changes
    .map((change, order) => ({ change, order }))
    .sort(
      (a, b) => a.change.start - b.change.start || extent(b.change) - extent(a.change) || a.order - b.order,
    );
  const out: string[] = [];
  const open: { readonly end: number; readonly close: string }[] = [];
  let at = 0;
  const copyTo = (offset: number) => {
    out.push(text.slice(at, offset));
    at = Math.max(at, offset);
  };
  const closeTo = (offset: number) => {
    for (let last = open.at(-1); last && last.end <= offset; last = open.at(-1)) {
      copyTo(last.end);
      out.push(last.close);
      open.pop();
    }
  };
  for (const { change } of sorted) {
    closeTo(change.start);
    copyTo(change.start);
    if ('text' in change) {
      out.push(change.text);
      at = change.end;
    } else {
      out.push(change.open);
      open.push(change);
    }
  }
  closeTo(text.length);
  copyTo(text.length);
  return out.join('');
}

function extent({ start, end }: Change): number {
  return start === end ? Infinity : end - start;
}

/** What a hole is filled with: a value, the call that reports the hint, or what follows an array (`.filter(…)`). */
export type HoleKind = 'value' | 'use' | 'suffix';

const PREFIX: Readonly<Record<HoleKind, string>> = {
  value: '__espalier_v',
  use: '__espalier_u',
  suffix: '.__espalier_s',
};
const HOLE = /__espalier_([vu])(\d+)|\.\s*__espalier_s(\d+)/g;

/** The name that stands in the code for a hole until it is filled. */
export function hole(kind: HoleKind, index: number): string {
  return `${PREFIX[kind]}${index}`;
}

/** Code cut at its holes. */
export class Template {
  private readonly texts: string[] = [];
  private readonly holes: { readonly kind: HoleKind; readonly index: number }[] = [];

  constructor(code: string) {
    let at = 0;
    for (const match of code.matchAll(HOLE)) {
      const kind = match[1] === 'v' ? 'value' : match[1] === 'u' ? 'use' : 'suffix';
      this.texts.push(code.slice(at, match.index));
      this.holes.push({ kind, index: Number(match[2] ?? match[3]) });
      at = match.index + match[0].length;
    }
    this.texts.push(code.slice(at));
  }

  fill(text: (kind: HoleKind, index: number) => string): string {
    let out = this.texts[0]!;
    this.holes.forEach(({ kind, index }, i) => {
      out += text(kind, index) + this.texts[i + 1]!;
    });
    return out;
  }
}
