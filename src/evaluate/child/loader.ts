/**
 * Runs the person's program: their files anew for each trial, from the candidate's code or from disk; packages and
 * what Node has stay loaded. CommonJS and ES modules as in Node, with one module for every `@tensorflow/tfjs…`.
 */
import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Reporter, RunnableFile } from '../../hints/language';
import { compile, type ModuleFunction } from './compile';
import { fromDisk, isSource } from './disk';
import { importPackage, isTensorFlow, needsImport, requirePackage } from './packages';
import { isInPackage } from '../paths';
import { sourceLine } from '../source-map';
import { resolve } from './resolve';

export interface LoaderHost {
  reporter(file: string): Omit<Reporter, 'import'>;
  /** The exports for an import of `@tensorflow/…`. */
  tensorflow(specifier: string): unknown;
  /** The place of the import through which an error came, for errors whose stack names none. */
  blame(error: unknown, place: { file: string; line: number }): void;
}

/** A module of the person's while it is loaded. */
interface OwnModule {
  readonly id: string;
  readonly filename: string;
  readonly path: string;
  exports: unknown;
  loaded: boolean;
  readonly parent: OwnModule | null;
  readonly children: OwnModule[];
  readonly paths: readonly string[];
  require: NodeJS.Require;
}

interface Loading {
  readonly module: OwnModule;
  /** Settles when the module has run; pending while it does. */
  done?: Promise<void>;
}

/** The modules of one trial. */
export class Loader {
  private readonly loading = new Map<string, Loading>();
  private main: OwnModule | undefined;

  constructor(
    private readonly files: ReadonlyMap<string, RunnableFile>,
    private readonly host: LoaderHost,
  ) {}

  /** The person's file at a path, as far as it was loaded or belongs to the program. */
  readonly own = (file: string): RunnableFile | 'plain' | undefined =>
    this.files.get(file) ??
    (this.loading.has(file) ? (isSource(file) ? fromDisk(file) : 'plain') : undefined);

  /** The person's files that were loaded, sorted. */
  get loaded(): string[] {
    return [...this.loading.keys()].sort();
  }

  /** Runs the program; resolves with the entry's exports once its top level has ended. */
  async run(entry: string): Promise<unknown> {
    const { module } = await this.load(entry, null, []);
    return module.exports;
  }

  /** Loads a file with what it imports, in the order of ES modules; `path` is the chain of files being loaded. */
  private async load(file: string, parent: OwnModule | null, path: readonly string[]): Promise<Loading> {
    const known = this.loading.get(file);
    if (known) {
      // In a circle the module is taken as far as it has run; loaded by another chain, it is waited for.
      if (!path.includes(file)) await known.done;
      return known;
    }
    const loading: Loading = { module: this.createModule(file, parent) };
    this.loading.set(file, loading);
    loading.done = this.evaluate(file, loading.module, [...path, file]);
    await loading.done;
    return loading;
  }

  private async evaluate(file: string, module: OwnModule, path: readonly string[]): Promise<void> {
    if (!isSource(file)) return this.runSync(file, module);
    const source = this.source(file);
    const imported = new Map<string, unknown>();
    if (source.isModule) {
      for (const specifier of source.imports) {
        try {
          imported.set(specifier, await this.importFrom(specifier, module, path));
        } catch (error) {
          this.host.blame(error, { file, line: lineOf(source, specifier) });
          throw error;
        }
      }
    }
    await this.call(source, module, this.requireOf(module, imported));
    module.loaded = true;
  }

  private source(file: string): RunnableFile {
    return this.files.get(file) ?? fromDisk(file);
  }

  /** The exports of what an ES module imports. */
  private async importFrom(specifier: string, from: OwnModule, path: readonly string[]): Promise<unknown> {
    const target = this.target(specifier, from);
    if ('exports' in target) return target.exports;
    if ('file' in target) return (await this.load(target.file, from, path)).module.exports;
    return importPackage(specifier, from.filename);
  }

  /** `require`: everything is loaded before it returns. */
  private requireSync(specifier: string, from: OwnModule): unknown {
    const target = this.target(specifier, from);
    if ('exports' in target) return target.exports;
    if ('file' in target) return this.loadSync(target.file, from).exports;
    return requirePackage(specifier, from.filename);
  }

  private loadSync(file: string, parent: OwnModule): OwnModule {
    const known = this.loading.get(file);
    if (known) return known.module;
    const module = this.createModule(file, parent);
    this.loading.set(file, { module });
    try {
      this.runSync(file, module);
    } catch (error) {
      this.loading.delete(file);
      throw error;
    }
    return module;
  }

  private runSync(file: string, module: OwnModule): void {
    if (!isSource(file)) {
      module.exports = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
    } else {
      const source = this.source(file);
      if (source.isAsync) {
        throw new Error(
          `require() cannot load ${file}: it awaits at top level. Use import, or await inside a function`,
        );
      }
      void this.call(source, module, this.requireOf(module));
    }
    module.loaded = true;
  }

  /** Where a specifier leads: exports that are there at once, a file of the person's, or a package (neither). */
  private target(specifier: string, from: OwnModule): { exports: unknown } | { file: string } | object {
    if (isTensorFlow(specifier)) return { exports: this.host.tensorflow(specifier) };
    if (isBuiltin(specifier)) return { exports: createRequire(from.filename)(specifier) };
    const file = resolve(specifier, from.filename, this.files);
    if (file === undefined || isInPackage(file) || needsImport(file)) return {};
    return { file };
  }

  private call(source: RunnableFile, module: OwnModule, require: NodeJS.Require): unknown {
    const run: ModuleFunction = compile(source);
    const url = pathToFileURL(module.filename).href;
    const meta = {
      url,
      filename: module.filename,
      dirname: module.path,
      main: module === this.main,
      resolve: (specifier: string) => {
        const file = resolve(specifier, module.filename, this.files);
        return file === undefined ? specifier : pathToFileURL(file).href;
      },
    };
    const reporter: Reporter = {
      ...this.host.reporter(module.filename),
      import: async (specifier: unknown) =>
        namespace(await this.importFrom(String(specifier).replace(/^file:\/\//, ''), module, [])),
    };
    return run.call(
      source.isModule ? undefined : module.exports,
      module.exports,
      require,
      module,
      module.filename,
      module.path,
      meta,
      reporter,
    );
  }

  private createModule(filename: string, parent: OwnModule | null): OwnModule {
    const module: OwnModule = {
      id: parent ? filename : '.',
      filename,
      path: path.dirname(filename),
      exports: {},
      loaded: false,
      parent,
      children: [],
      paths: [],
      require: undefined as unknown as NodeJS.Require,
    };
    module.require = this.requireOf(module);
    parent?.children.push(module);
    this.main ??= module;
    return module;
  }

  /** The `require` of one module; what an ES module imported is there already. */
  private requireOf(module: OwnModule, imported?: ReadonlyMap<string, unknown>): NodeJS.Require {
    const require = (specifier: string): unknown =>
      imported?.has(specifier) ? imported.get(specifier) : this.requireSync(specifier, module);
    const native = createRequire(module.filename);
    const resolveFrom = (specifier: string, options?: NodeJS.RequireResolveOptions): string =>
      resolve(specifier, module.filename, this.files) ?? native.resolve(specifier, options);
    return Object.assign(require, {
      resolve: Object.assign(resolveFrom, { paths: native.resolve.paths }),
      main: this.main as unknown as NodeJS.Module,
      cache: Object.fromEntries([...this.loading].map(([file, { module }]) => [file, module])),
      extensions: native.extensions,
    }) as unknown as NodeJS.Require;
  }
}

/** The person's line in which a specifier is imported. */
function lineOf(source: RunnableFile, specifier: string): number {
  const at = ["'", '"', '`']
    .map((quote) => source.code.indexOf(quote + specifier + quote))
    .filter((i) => i >= 0);
  const before = source.code.slice(0, Math.min(...at, source.code.length)).split('\n');
  return at.length > 0 ? sourceLine(source, before.length, before.at(-1)!.length + 1) : 1;
}

/** What a dynamic import of CommonJS or converted exports gives. */
function namespace(exports: unknown): unknown {
  if (typeof exports === 'object' && exports !== null && '__esModule' in exports) return exports;
  const named = typeof exports === 'object' || typeof exports === 'function' ? exports : {};
  return { ...named, default: exports };
}
