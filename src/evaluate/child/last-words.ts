/**
 * What must not be lost when the process dies: written synchronously to its own pipe. Run 0 is nobody's: there is no
 * process that would read, nor a pipe.
 */
import { writeSync } from 'node:fs';
import { lastWordsDescriptor, type LastWord } from '../messages';

/** Lines told at once; from then on at most one in `pause` milliseconds. */
const atOnce = 2000;
const pause = 50;

export class LastWords {
  private file = '';
  private line = 0;
  private count = 0;
  private last = 0;
  private readonly labels = new Set<string>();

  constructor(private readonly run: number) {}

  /** The person's code is at this line. */
  at(file: string, line: number): void {
    if (line === this.line && file === this.file) return;
    this.line = line;
    this.file = file;
    if (++this.count > atOnce) {
      const now = Date.now();
      if (now - this.last < pause) return;
      this.last = now;
    }
    write({ run: this.run, at: { file, line } });
  }

  /** Where the person's code was last. */
  get place(): { file: string; line: number } | undefined {
    return this.line > 0 ? { file: this.file, line: this.line } : undefined;
  }

  label(label: string): void {
    if (this.labels.has(label)) return;
    this.labels.add(label);
    write({ run: this.run, label });
  }

  /** Why the process may end now; the place is in lines of the person's source. */
  end(reason: string, place: { file?: string; line?: number } = {}): void {
    const { file, line } = place;
    write({ run: this.run, end: reason, frames: [], ...(file && line && { at: { file, line } }) });
  }
}

function write(word: LastWord): void {
  if (word.run === 0) return;
  try {
    writeSync(lastWordsDescriptor, JSON.stringify(word) + '\n');
  } catch {
    // Without the pipe only the reason of a crash is less exact.
  }
}
