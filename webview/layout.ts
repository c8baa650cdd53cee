/** The layout of networks, by a worker whose code is part of the panel's. */
import source from 'worker:./layout-worker';
import type { GraphLayout, LayoutRequest } from './model/graph-layout';

interface Answer {
  readonly id: number;
  readonly layout?: GraphLayout;
  readonly message?: string;
}

interface Waiting {
  readonly resolve: (layout: GraphLayout) => void;
  readonly reject: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
let worker: Worker | undefined;
let last = 0;

/** Rejects when the graph cannot be laid out. */
export function layout(request: LayoutRequest): Promise<GraphLayout> {
  worker ??= start();
  const id = ++last;
  worker.postMessage({ id, request });
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

function start(): Worker {
  const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const made = new Worker(address);
  made.onmessage = ({ data }: MessageEvent<Answer>) => {
    const entry = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.layout) entry?.resolve(data.layout);
    else entry?.reject(new Error(data.message ?? 'The network could not be laid out.'));
  };
  made.onerror = () => {
    for (const { reject } of waiting.values()) reject(new Error('The network could not be laid out.'));
    waiting.clear();
    worker = undefined;
  };
  return made;
}
