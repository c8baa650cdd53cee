/** Packages of the person's: loaded by Node, once in the life of the process. */
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
  const noteGlobals = watchGlobals();
  try {
    return interopNamespace(createRequire(from)(specifier));
  } finally {
    noteGlobals();
  }
}

/** The exports of a package for an ES module: by `require` where it can be, by `import` where it must. */
export async function importPackage(specifier: string, from: string): Promise<unknown> {
  try {
    return requirePackage(specifier, from);
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

function watchGlobals(): () => void {
  const before = new Set(Reflect.ownKeys(globalThis));
  return () => {
    for (const key of Reflect.ownKeys(globalThis)) if (!before.has(key)) packageGlobals.add(key);
  };
}

/** `import()` as if it stood in the file `from`. */
function nativeImport(specifier: string, from: string): Promise<unknown> {
  const importFrom = vm.compileFunction('return import(specifier)', ['specifier'], {
    filename: path.join(path.dirname(from), '__import.mjs'),
    importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER as never,
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
