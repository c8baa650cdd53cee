/** Runs code and records what it did. */
import vm from 'node:vm';
import type { RunnableFile } from '../../../../src/hints/language';

export interface Trace {
  readonly out: unknown[];
  readonly used: string[];
  readonly metrics: [string, number, unknown][];
  readonly uses: [string, number][];
}

const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname', '__importMeta', '__espalier'];

/** Runs a runnable file's code; `globals` are names that the code sees beside `out`, `f` and `g`; `own` is the reporter's. */
export function run(
  file: Pick<RunnableFile, 'code' | 'isAsync'>,
  globals: Record<string, unknown> = {},
  own: object = {},
): Trace & { exports: Record<string, unknown>; done: Promise<unknown> } {
  const trace: Trace = { out: [], used: [], metrics: [], uses: [] };
  const espalier = {
    use(label: string, line: number) {
      trace.used.push(label);
      trace.uses.push([label, line]);
    },
    metric<T>(label: string, line: number, value: T): T {
      trace.metrics.push([label, line, value]);
      return value;
    },
    load: (_line: number, _called: unknown, values: unknown[], call: (values: unknown[]) => unknown) =>
      call(values),
    functions: () => undefined,
    wait: async <T>(_line: number, value: T) => value,
    import: async (name: unknown) => ({ default: name }),
    ...own,
  };
  const exports: Record<string, unknown> = {};
  const scope: Record<string, unknown> = {
    out: (...values: unknown[]) => void trace.out.push(...values),
    f: (...values: unknown[]) => JSON.stringify(values),
    g: (list: unknown[]) => JSON.stringify(list),
    ...globals,
  };
  const requireFrom = (name: string) => (globals['modules'] as Record<string, unknown>)?.[name] ?? {};
  const names = Object.keys(scope);
  const source = `(function (${names.join(', ')}) { return (${file.isAsync ? 'async ' : ''}function (${PARAMETERS.join(', ')}) {${file.code}\n}); })`;
  const make = vm.runInThisContext(source) as (...values: unknown[]) => (...parameters: unknown[]) => unknown;
  const main = make(...names.map((name) => scope[name]));
  const done = Promise.resolve(
    main.call(exports, exports, requireFrom, { exports }, '/a.js', '/', { url: 'file:///a.js' }, espalier),
  );
  return { ...trace, exports, done };
}
