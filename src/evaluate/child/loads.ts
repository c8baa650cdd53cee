/**
 * Data of a program that loads it itself: what a call gave in an earlier trial of this process is given again, where
 * the call and all that it depends on are the same. Data is the same in every trial: it draws from a seed of its own.
 */
import { createHash } from 'node:crypto';
import type { Reporter, ToldFunction } from '../../hints/language';
import { fingerprint, type KnownFunction } from './fingerprint';
import { keepData, type KeptData } from './kept-data';
import { ScopedRandom } from './random';
import type { KeptTensors } from './tensorflow-interface';
import type { Trial } from './trial';

/** Of all trials, by what the data depends on; the newest last. */
const kept = new Map<string, KeptData>();
/** Loads that are kept at once. */
const most = 8;
/** Calls in one line and trial that may be loads; where there are more it is something else. */
const mostCalls = 8;

/** The loads of one trial. */
export class Loads {
  private readonly told: KnownFunction[] = [];
  private readonly known = new Map<unknown, KnownFunction>();
  /** Calls by line. */
  private readonly calls = new Map<string, number>();
  /** Loads by what they depend on. */
  private readonly turns = new Map<string, number>();
  private readonly random = new ScopedRandom();

  constructor(
    private readonly trial: Trial,
    /** The program's. */
    private readonly directory: string,
    private readonly tensors: () => KeptTensors | undefined,
  ) {}

  reporter(file: string): Pick<Reporter, 'functions' | 'load'> {
    return {
      functions: (told) => void this.told.push(...told.map((one) => ({ file, told: one }))),
      load: (line, called, values, call) => this.load(`${file}:${line}`, called, values, call),
    };
  }

  private load<T>(
    place: string,
    called: unknown,
    values: readonly unknown[],
    call: (values: readonly unknown[]) => T,
  ): T {
    const print = this.mayLoad(place) ? this.fingerprintOf(called, values) : undefined;
    if (print === undefined) return call(values);
    const turn = (this.turns.get(print) ?? 0) + 1;
    this.turns.set(print, turn);
    const key = `${turn} ${print}`;
    const known = kept.get(key);
    if (known) {
      kept.delete(key);
      kept.set(key, known);
      return known.copy() as T;
    }
    const before = this.actions;
    const keep = (value: unknown, asResult: (copy: unknown) => unknown): void => {
      if (this.trial.over || this.actions !== before || !this.random.isIntact) return;
      if (this.fingerprintOf(called, values) !== print) return;
      const data = keepData(value, this.tensors());
      if (data) remember(key, { ...data, copy: () => asResult(data.copy()) });
    };
    const result = this.random.run(this.seedOf(key), () => call(values));
    if (!(result instanceof Promise)) {
      keep(result, (copy) => copy);
      return result;
    }
    return result.then((value: unknown) => {
      keep(value, (copy) => Promise.resolve(copy));
      return value;
    }) as T;
  }

  private mayLoad(place: string): boolean {
    const calls = (this.calls.get(place) ?? 0) + 1;
    this.calls.set(place, calls);
    return calls <= mostCalls && !this.trial.over;
  }

  private fingerprintOf(called: unknown, values: readonly unknown[]): string | undefined {
    const print = fingerprint(called, values, (value) => this.find(value));
    return print?.reads ? print.text : undefined;
  }

  private find(called: unknown): KnownFunction | undefined {
    // A constant that holds a function has a value only once its line has run.
    for (const one of this.told.splice(0)) {
      const value = valueOf(one.told);
      if (value === undefined) this.told.push(one);
      else this.known.set(value, one);
    }
    return this.known.get(called);
  }

  /** The same wherever the program lies. */
  private seedOf(key: string): number {
    const placeless = key.replaceAll(JSON.stringify(this.directory).slice(1, -1), '.');
    return createHash('sha256').update(placeless).digest().readUInt32LE();
  }

  /** Changes where the code does what a trial is told of. */
  private get actions(): string {
    const { epochs, fits, hasGraph, hasResult, usedLabels } = this.trial;
    return JSON.stringify([epochs, fits, hasGraph, hasResult, usedLabels.length]);
  }
}

function valueOf([get]: ToldFunction): unknown {
  try {
    return get();
  } catch {
    return undefined;
  }
}

function remember(key: string, data: KeptData): void {
  kept.set(key, data);
  for (const [old, { dispose }] of [...kept].slice(0, -most)) {
    kept.delete(old);
    dispose();
  }
}
