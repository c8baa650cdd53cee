/** Time that a search worked: it stands still while paused. */
export class Stopwatch {
  private since: number | undefined;

  /** `before`: seconds that earlier processes worked. */
  constructor(private total: number) {}

  get seconds(): number {
    return this.total + (this.since === undefined ? 0 : (performance.now() - this.since) / 1000);
  }

  start(): void {
    this.since ??= performance.now();
  }

  stop(): void {
    this.total = this.seconds;
    this.since = undefined;
  }
}
