/** What the person's code prints, in lines, at a bearable rate. */

/** Lines of one trial that are passed on however quickly they come. */
const burst = 200;
/** Lines a second after that. */
const rate = 50;
const longest = 2000;

/** Takes the place of stdout and stderr for the time of a trial. */
export class Output {
  private lines: string[] = [];
  private rest = '';
  private allowance = burst;
  private refilled = Date.now();
  private left = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (lines: readonly string[]) => void) {}

  /** Captures until the returned function is called. */
  capture(): () => void {
    const streams = [process.stdout, process.stderr];
    const written = streams.map((stream) => stream.write);
    const write = (chunk: unknown, encoding?: unknown, done?: unknown): boolean => {
      this.write(typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString());
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') process.nextTick(callback as () => void);
      return true;
    };
    for (const stream of streams) stream.write = write as typeof stream.write;
    return () => {
      streams.forEach((stream, i) => (stream.write = written[i]!));
      this.end();
    };
  }

  /** One line that the evaluator itself has to say. */
  line(text: string): void {
    this.push(text);
  }

  private write(text: string): void {
    if (this.allowance < 1 && this.rest.length > longest) this.rest = '';
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop()!;
    for (const line of lines) this.push(line.replace(/\r$/, ''));
  }

  private push(line: string): void {
    if (this.allowance < 1) {
      const now = Date.now();
      this.allowance = Math.min(burst, ((now - this.refilled) / 1000) * rate);
      if (this.allowance < 1) {
        this.left++;
        return;
      }
      this.refilled = now;
    }
    this.allowance--;
    this.tellLeft();
    this.lines.push(line.length > longest ? `${line.slice(0, longest)} … (${line.length} characters)` : line);
    this.timer ??= setTimeout(() => this.flush(), 100).unref();
  }

  private tellLeft(): void {
    if (this.left > 0)
      this.lines.push(`… ${this.left.toLocaleString('en')} lines left out: they came too quickly`);
    this.left = 0;
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.lines.length > 0) this.send(this.lines);
    this.lines = [];
  }

  private end(): void {
    if (this.rest) this.push(this.rest);
    this.rest = '';
    this.tellLeft();
    this.flush();
  }
}
