/** A place in a text as people count it: line and column from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Offsets of a text ⇄ lines and columns. Lines end at LF, CRLF or CR, as in editors. */
export class Lines {
  private readonly starts: number[] = [0];

  constructor(private readonly text: string) {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) this.starts.push(at + 1);
    }
  }

  /** The position of an offset; offsets outside are moved to the nearer end. */
  at(offset: number): Position {
    const inside = Math.min(Math.max(0, offset), this.text.length);
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! <= inside) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: inside - this.starts[low]! + 1 };
  }

  /** The offset of a position; one outside is moved to the nearest inside. */
  offset({ line, column }: Position): number {
    const index = Math.min(Math.max(0, line - 1), this.starts.length - 1);
    const end = this.starts[index + 1] ?? this.text.length;
    return Math.min(this.starts[index]! + Math.max(0, column - 1), end);
  }
}
