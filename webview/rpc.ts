/** The connection with the extension host: birpc over `postMessage`. */
import { createBirpc } from 'birpc';
import type { Panel, PanelHost } from '../src/protocol/panel';
import { parseDetail, parseSnapshot } from './messages';

export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** Given by VS Code to every webview, to be called once. */
  function acquireVsCodeApi(): VsCodeApi;
}

/** Accepting waits for a person, so calls have no time limit. */
const forever = -1;

export function connect(api: VsCodeApi, panel: Required<Panel>): Required<PanelHost> {
  const rpc = createBirpc<Required<PanelHost>, Required<Panel>>(panel, {
    post: (message: unknown) => api.postMessage(message),
    on: (receive) => window.addEventListener('message', ({ data }) => receive(data)),
    timeout: forever,
  });
  return rpc as unknown as Required<PanelHost>;
}

/** The same host, whose larger answers are checked before they are shown. */
export function checked(host: Required<PanelHost>): Required<PanelHost> {
  return {
    ready: async () => {
      const snapshot = await host.ready();
      // No study arrives as null or not at all.
      return snapshot ? parseSnapshot(snapshot) : undefined;
    },
    trial: async (number) => parseDetail(await host.trial(number)),
    pause: () => host.pause(),
    resume: () => host.resume(),
    stop: () => host.stop(),
    accept: (number) => host.accept(number),
    reveal: (file, line) => host.reveal(file, line),
    extras: () => host.extras(),
    save: (name, content, encoding) => host.save(name, content, encoding),
    copy: (text) => host.copy(text),
    start: () => host.start(),
    configure: (settings) => host.configure(settings),
    enqueue: (point) => host.enqueue(point),
    mark: (number, mark) => host.mark(number, mark),
    marks: () => host.marks(),
    curves: (numbers) => host.curves(numbers),
    importance: (objective) => host.importance(objective),
    diff: (number) => host.diff(number),
  };
}

/** What a rejection says; errors of the host come as plain objects. */
export function messageOf(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return typeof message === 'string' && message !== ''
    ? message
    : 'The extension gave no reason; see its output.';
}
