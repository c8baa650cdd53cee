/** What lies beside the journal (graphs, curves), fetched when it is looked at and kept for the trials last seen. */
import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { PanelHost } from '../src/protocol/panel';
import type { Trial, TrialDetail } from '../src/protocol/study';
import { ended } from './model/study';
import { messageOf } from './rpc';

export type Detail =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ready'; readonly detail: TrialDetail };

/** How many are kept; a graph of a hundred layers takes some 50 kB. */
const kept = 64;

export class Details {
  /** In the order in which they were last looked at. */
  private readonly entries = new Map<number, Signal<Detail>>();

  constructor(private readonly host: Pick<PanelHost, 'trial'>) {}

  /** The detail of a trial; begins to fetch it when it is not there. */
  of(number: number): ReadonlySignal<Detail> {
    const known = this.entries.get(number);
    if (known) {
      this.entries.delete(number);
      this.entries.set(number, known);
      return known;
    }
    const entry = signal<Detail>({ kind: 'loading' });
    this.entries.set(number, entry);
    for (const old of this.entries.keys()) {
      if (this.entries.size <= kept) break;
      this.entries.delete(old);
    }
    void this.fetch(number, entry);
    return entry;
  }

  /** Trials changed: those that ended, or began anew, have another detail now. */
  changed(trials: ReadonlyMap<number, Trial>): void {
    for (const [number, trial] of trials) {
      const entry = this.entries.get(number);
      if (entry && needsFetch(entry.peek(), trial)) void this.fetch(number, entry);
    }
  }

  clear(): void {
    this.entries.clear();
  }

  private async fetch(number: number, entry: Signal<Detail>): Promise<void> {
    try {
      const detail = await this.host.trial(number);
      entry.value = { kind: 'ready', detail };
    } catch (error) {
      if (entry.peek().kind !== 'ready') entry.value = { kind: 'failed', message: messageOf(error) };
    }
  }
}

function needsFetch(known: Detail, trial: Trial): boolean {
  if (known.kind !== 'ready') return ended(trial);
  const { trial: seen, graph } = known.detail;
  return seen.state !== trial.state || (!graph && trial.graph !== undefined);
}
