/**
 * A host in the same page: gives the panel its VS Code API and speaks the protocol with an example study. What to show
 * comes from the address (`?trials=200&state=running`); tests drive it through `window.harness`.
 */
import { createBirpc } from 'birpc';
import type { Panel, PanelExtras, PanelHost, TrialMark } from '../../../src/protocol/panel';
import type { StudySnapshot, StudyUpdate } from '../../../src/protocol/study';
import { bestSoFar, paretoFront } from '../../../webview/model/best';
import type { VsCodeApi } from '../../../webview/rpc';
import { Example } from './example';

export interface Harness {
  /** Calls of the panel, by name with their arguments, in order. */
  readonly calls: [string, ...unknown[]][];
  readonly state: unknown;
  readonly example: Example;
  update(update: StudyUpdate): void;
  show(snapshot: StudySnapshot): void;
  cursor(place?: { file: string; line: number }): void;
  select(number: number): void;
  /** Sends whatever, as a broken host would. */
  raw(message: unknown): void;
  /** Ends the running trials and begins new ones, so many updates a second; the answer ends it. */
  stream(perSecond: number): () => void;
  /** So many updates, some at each frame; one in so many begins a trial and ends the last, the others are epochs. */
  burst(updates: number, everyTrial: number): Promise<void>;
}

declare global {
  interface Window {
    harness: Harness;
    /** Set by a hostile text that became markup. */
    hacked?: unknown;
    acquireVsCodeApi(): VsCodeApi;
  }
}

const query = new URLSearchParams(location.search);
/** Where the panel's state is kept: it outlasts a reload, and a panel at another address has its own. */
const stateKey = `panel-state ${location.search}`;
const text = (name: string): string | undefined => query.get(name) ?? undefined;
const scenario = text('scenario');
const example = new Example({
  trials: Number(text('trials') ?? 120),
  objectives: text('objectives') === '2' ? 2 : 1,
  state: text('state') as StudySnapshot['progress']['state'] | undefined,
  message: text('message'),
  hostile: query.has('hostile'),
});

// Made before the panel is, so that making it is not measured as the panel's time.
const snapshot = withBest(example.snapshot());
performance.mark('study');

let toHost: (message: unknown) => void = () => undefined;
let state: unknown = JSON.parse(sessionStorage.getItem(stateKey) ?? 'null') ?? undefined;
window.acquireVsCodeApi = () => ({
  postMessage: (message) => {
    const copy = structuredClone(message);
    setTimeout(() => toHost(copy));
  },
  getState: () => state,
  setState: (next) => {
    state = next;
    sessionStorage.setItem(stateKey, JSON.stringify(next));
  },
});

// As VS Code does: through JSON, so that NaN becomes null.
const send = (message: unknown): void => {
  const plain = JSON.parse(
    JSON.stringify(message, (_, value: unknown) =>
      value instanceof Error ? { message: value.message } : value,
    ),
  ) as unknown;
  window.dispatchEvent(new MessageEvent('message', { data: plain }));
};

const calls: Harness['calls'] = [];
const said = (name: string, ...args: unknown[]): void => void calls.push([name, ...args]);
const refused = (name: string) => () => {
  said(name);
  return Promise.reject(new Error('The search process ended (killed). Start the search again to go on.'));
};
const marks: Record<string, TrialMark> = {};

const base: PanelHost = {
  ready: async () => {
    if (scenario === 'loading') return new Promise<never>(() => undefined);
    if (scenario === 'broken')
      throw new Error(`The study file ${example.header.study} is damaged in line 812.`);
    return scenario === 'empty' ? undefined : snapshot;
  },
  trial: async (number) => {
    said('trial', number);
    return example.detail(number);
  },
  pause: scenario === 'refusing' ? refused('pause') : async () => said('pause'),
  resume: async () => said('resume'),
  stop: async () => said('stop'),
  accept: async (number) => {
    said('accept', number);
    return true;
  },
  reveal: async (file, line) => said('reveal', file, line),
};

const extras: PanelExtras = {
  extras: async () => Object.keys(extras).filter((name) => name !== 'extras') as (keyof PanelExtras)[],
  save: async (name, content, encoding) => {
    said('save', name, content, encoding);
    return true;
  },
  copy: async (copied) => said('copy', copied),
  start: async () => said('start'),
  configure: async (settings) => said('configure', settings),
  enqueue: async (point) => said('enqueue', point),
  mark: async (number, mark) => {
    said('mark', number, mark);
    marks[number] = mark;
  },
  marks: async () => marks,
  curves: async (numbers) =>
    numbers.flatMap((number) => {
      const { state } = example.trial(number);
      const points = example
        .curve(number, state)
        .map(({ step, measures }) => [step, measures.val_accuracy ?? 0] as const);
      return points.length > 0 ? [{ number, points }] : [];
    }),
  importance: async () => {
    const shares = [0.05, 0.21, 0.08, 0.04, 0.06, 0.03, 0.01, 0.02, 0.01, 0.01, 0.48];
    return example.header.variables.map(({ label }, i) => ({ label, share: shares[i] ?? 0 }));
  },
  diff: async (number) => {
    const { params } = example.trial(number);
    const line = `-  const filters = /* @nas choice(8, 16, 32, 64) */ 16;\n+  const filters = /* @nas choice(8, 16, 32, 64) */ ${String(params['conv2d.filters'])};`;
    return [
      {
        file: example.header.file,
        diff: `--- model.ts\n+++ model.ts\n@@ -11,3 +11,3 @@\n ${'function buildModel() {'}\n${line}\n   return model;\n`,
      },
    ];
  },
};

const rpc = createBirpc<Required<Panel>, PanelHost>(query.has('plain') ? base : { ...base, ...extras }, {
  post: send,
  on: (receive) => (toHost = receive),
  eventNames: ['show', 'update', 'cursor', 'select'],
});

/** The search tells which trials are best. */
function withBest(study: StudySnapshot): StudySnapshot {
  const { objectives } = study.header;
  const best =
    objectives.length > 1
      ? paretoFront(study.trials, objectives)
      : bestSoFar(study.trials, objectives[0]!).slice(-1);
  return { ...study, progress: { ...study.progress, best: best.map(({ number }) => number) } };
}

/** The last trial that a burst began. */
let next = example.options.trials;

function stream(perSecond: number): () => void {
  const began = performance.now();
  let sent = 0;
  const first = example.options.trials;
  const { progress } = snapshot;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
    for (; sent < due; sent++) {
      // Of two updates one ends a trial and begins the next, the other is a step of it.
      const number = first + (sent >> 1);
      const update: StudyUpdate =
        sent % 2 === 0
          ? {
              progress: { ...progress, done: number },
              trials: [example.begun(number)],
              steps: [{ number, step: 1, measures: { val_accuracy: 0.5 } }],
            }
          : { progress: { ...progress, done: number + 1 }, trials: [example.trial(number)], steps: [] };
      void rpc.update(update);
    }
  }, 4);
  return () => clearInterval(timer);
}

async function burst(updates: number, everyTrial: number): Promise<void> {
  const { progress } = snapshot;
  const perFrame = 500;
  for (let sent = 0; sent < updates; sent++) {
    if (sent % perFrame === 0) await new Promise(requestAnimationFrame);
    const step = sent % everyTrial;
    if (step === 0) next++;
    const update: StudyUpdate = {
      progress: { ...progress, done: next },
      trials: step === 0 ? [example.trial(next - 1), example.begun(next)] : [],
      steps: [{ number: next, step: step + 1, measures: { val_accuracy: 0.5 + step / everyTrial / 2 } }],
    };
    void rpc.update(update);
  }
}

window.harness = {
  calls,
  get state() {
    return state;
  },
  example,
  update: (update) => void rpc.update(update),
  show: (snapshot) => void rpc.show(snapshot),
  cursor: (place) => void rpc.cursor(place),
  select: (number) => void rpc.select(number),
  raw: send,
  stream,
  burst,
};
