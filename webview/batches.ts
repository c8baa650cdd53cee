/** Gathers what arrives and hands it over once a frame; while the panel is hidden, twice a second. */
export class Batches<T> {
  private waiting: T[] = [];
  private scheduled = false;

  private readonly flush = (): void => {
    this.scheduled = false;
    if (this.waiting.length === 0) return;
    const items = this.waiting;
    this.waiting = [];
    this.take(items);
  };

  constructor(private readonly take: (items: readonly T[]) => void) {
    // A frame that was asked for comes no more once the page is hidden.
    document.addEventListener('visibilitychange', this.flush);
  }

  add(item: T): void {
    this.waiting.push(item);
    if (this.scheduled) return;
    this.scheduled = true;
    // A hidden page has no frames.
    if (document.hidden) setTimeout(this.flush, 500);
    else requestAnimationFrame(this.flush);
  }
}
