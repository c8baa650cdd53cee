/** Packages of the person's: loaded by Node, once in the life of the process. */
import { existsSync, readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { types } from 'node:util';
import vm from 'node:vm';

export function isTensorFlow(specifier: string): boolean {
  return /^@tensorflow\/tfjs($|-(node|node-gpu|core|layers|data|converter|backend-[a-z]+)($|\/)|\/)/.test(
    specifier,
  );
}

/** Files that only Node's own loader runs: WebAssembly, native addons. */
export function needsImport(file: string): boolean {
  return /\.(node|wasm)$/.test(file);
}

/** Globals that packages have set while they were loaded. */
export const packageGlobals = new Set<PropertyKey>();

/** The exports of a package, loaded from the file that asks for it. */
export function requirePackage(specifier: string, from: string): unknown {
  return interopNamespace(requireRaw(specifier, from));
}

function requireRaw(specifier: string, from: string): unknown {
  const noteGlobals = watchGlobals();
  try {
    return createRequire(from)(specifier);
  } finally {
    noteGlobals();
  }
}

/** The exports of a package for an ES module: by `require` where it can be, by `import` where it must. */
export async function importPackage(specifier: string, from: string): Promise<unknown> {
  try {
    const exports = requireRaw(specifier, from);
    if (types.isModuleNamespaceObject(exports)) return interopNamespace(exports);
    return isNodeModule(from) ? withWholeAsDefault(exports) : exports;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!['ERR_REQUIRE_ESM', 'ERR_PACKAGE_PATH_NOT_EXPORTED', 'ERR_REQUIRE_ASYNC_MODULE'].includes(code))
      throw error;
    const noteGlobals = watchGlobals();
    const namespace = await nativeImport(specifier, from);
    noteGlobals();
    return interopNamespace(namespace);
  }
}

/**
 * True for files whose default import of CommonJS is what Node gives: all of `module.exports`. Converted TypeScript
 * takes its `default` instead, when the package says that it was converted itself.
 */
function isNodeModule(file: string): boolean {
  return /\.m?jsx?$/.test(file) || /\.mts$/.test(file) || packageType(path.dirname(file)) === 'module';
}

function packageType(folder: string): string | undefined {
  const file = path.join(folder, 'package.json');
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { type?: string }).type;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : packageType(parent);
}

function withWholeAsDefault(exports: unknown): unknown {
  const isConverted = typeof exports === 'object' && exports !== null && '__esModule' in exports;
  if (!isConverted) return exports;
  return Object.create(exports, { default: { value: exports, enumerable: true } });
}

function watchGlobals(): () => void {
  const before = new Set(Reflect.ownKeys(globalThis));
  return () => {
    for (const key of Reflect.ownKeys(globalThis)) if (!before.has(key)) packageGlobals.add(key);
  };
}

/** `import()` as if it stood in the file `from`. */
function nativeImport(specifier: string, from: string): Promise<unknown> {
  const asNode = vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER as never;
  if (asNode === undefined) {
    throw new Error(`${specifier} is an ES module: importing it needs Node 20.12 or newer`);
  }
  const importFrom = vm.compileFunction('return import(specifier)', ['specifier'], {
    filename: path.join(path.dirname(from), '__import.mjs'),
    importModuleDynamically: asNode,
  }) as (specifier: string) => Promise<unknown>;
  return importFrom(specifier);
}

/** A native module namespace in the form that converted code expects; anything else as it is. */
function interopNamespace(exports: unknown): unknown {
  if (!types.isModuleNamespaceObject(exports)) return exports;
  const converted = { ...(exports as object) };
  return Object.defineProperty(converted, '__esModule', { value: true });
}

type Load = (request: string, parent: { filename?: string } | undefined, isMain: boolean) => unknown;

/** Packages that import TensorFlow.js get the one instance too, while there is a provider of it. */
export function redirectTensorFlow(provider: () => ((specifier: string) => unknown) | undefined): void {
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  loader._load = function (request, parent, isMain) {
    const isOwn = parent?.filename?.split(path.sep).includes('@tensorflow') ?? true;
    const provide = isTensorFlow(request) && !isOwn ? provider() : undefined;
    return provide ? provide(request) : load.call(this, request, parent, isMain);
  };
}
