/** The file as a candidate runs it: values in place, and calls that report hints, metrics and awaits. */
import ts from 'typescript';
import type { Value } from '../hint';
import type { RunnableFile } from '../language';
import { sameLiteral } from '../literal';
import { Lines } from '../position';
import { alternativesOf, type Analysis } from './analysis';
import type { BoundVariable } from './bind';
import { filterText, isAll, turnsTaken, variablesOf } from './edits';
import { importsOf } from './imports';
import { loadChanges } from './loads';
import { functionAround, rangeOf } from './nodes';
import { slotNode } from './site';
import { hole, render, Template, type Change } from './template';
import { transpile } from './transpile';
import { printHolder, wantedOf, type Wanted } from './values';

/** What does not change from candidate to candidate. */
interface Prepared {
  readonly template: Template;
  readonly variables: readonly BoundVariable[];
  /** For each variable: the elements of other hints' arrays that it stands in. */
  readonly within: readonly (readonly Element[])[];
  readonly lines: readonly number[];
  readonly file: Omit<RunnableFile, 'code'>;
}

/** The element of a hinted array in which a hint stands. */
interface Element {
  /** Index of the array's hint among the variables. */
  readonly parent: number;
  readonly index: number;
  /** Whether the loop variable of the parent's `each` means the same here. */
  readonly sameFunction: boolean;
}

const prepared = new WeakMap<Analysis, Prepared>();

/** @throws RangeError when a value is not one of its domain's. */
export function runnableFor(analysis: Analysis, given: ReadonlyMap<string, Value>): RunnableFile {
  let ready = prepared.get(analysis);
  if (!ready) prepared.set(analysis, (ready = prepare(analysis)));
  const { template, variables, file } = ready;
  const { text } = analysis.hinted;
  const wanted = variables.map((bound) => wantedOf(bound, given, turnsTaken(analysis, bound, given)));
  const code = template.fill((kind, index) => {
    if (kind === 'use') return useText(ready, index, wanted);
    return kind === 'value'
      ? valueText(variables[index]!, wanted[index]!, text)
      : suffixText(variables[index]!, wanted[index]!, text);
  });
  return { ...file, code };
}

function valueText(bound: BoundVariable, wanted: Wanted, text: string): string {
  return printHolder(bound, wanted, text);
}

function suffixText(bound: BoundVariable, wanted: Wanted, text: string): string {
  const { slot } = bound.site;
  const count = slot.kind === 'subset' ? slot.array.elements.length : 0;
  const everything = wanted.turns
    ? wanted.values.every((value) => isAll(value, count))
    : isAll(wanted.value, count);
  return everything ? '' : `.${filterText(bound, printHolder(bound, wanted, text))}`;
}

/** The call that reports a hint; nothing where it stands in an element that this candidate does not choose. */
function useText({ variables, within, lines }: Prepared, index: number, wanted: readonly Wanted[]): string {
  const { hint, site } = variables[index]!;
  const label = JSON.stringify(hint.label);
  const name = hint.turns ? `${JSON.stringify(`${hint.label}[`)} + ${site.loop!.variable} + "]"` : label;
  let call = `__espalier.use(${name}, ${lines[index]})`;
  for (const element of within[index]!) {
    const choice = wanted[element.parent]!;
    const chosen = (choice.turns ? choice.values : [choice.value]).map((value) =>
      isChosen(value, element.index),
    );
    if (!chosen.includes(true)) return '0';
    const varies = chosen.includes(false) && element.sameFunction;
    if (varies) call = `[${chosen.join(', ')}][${variables[element.parent]!.site.loop!.variable}] && ${call}`;
  }
  return call;
}

function isChosen(value: Value, index: number): boolean {
  return Array.isArray(value) ? value.some((kept: Value) => sameLiteral(kept, index)) : value === index;
}

function prepare(analysis: Analysis): Prepared {
  const { source, hinted } = analysis;
  const variables = variablesOf(analysis);
  const lineIndex = new Lines(hinted.text);
  const lineOf = (node: ts.Node) => lineIndex.at(node.getStart()).line;
  const changes = [
    ...variables.flatMap((bound, index) => variableChanges(bound, index)),
    ...awaitChanges(source.tree, lineOf),
    ...metricChanges(analysis, lineOf),
    ...loadChanges(
      source.tree,
      analysis.bound.map(({ hint }) => hint.comment),
      lineOf,
    ).map((change) => ({ ...change, rank: 3 })),
  ].sort((a, b) => a.rank - b.rank);
  // A file begins with `#!` or a byte order mark; a function's body does not.
  const code = render(hinted.text, changes)
    .replace(/^\uFEFF/, '')
    .replace(/^#!/, '//');
  const { isModule, isTypeScript, isAsync } = source;
  const names = importsOf(source, alternativesOf(variables.map(({ site }) => site)));
  const lazyImports = isModule ? [...names.required, ...names.lazy] : names.lazy;
  const output = isModule || isTypeScript ? transpile(code, source) : undefined;
  // Which imports are of types alone, only the transpiler knows.
  const imports = isModule && output ? output.imports : names.required;
  return {
    template: new Template(output?.code ?? code),
    variables,
    within: variables.map((bound) => elementsAround(bound, variables)),
    lines: variables.map(({ site }) => lineOf(slotNode(site.slot))),
    file: { file: hinted.file, isAsync, isModule, imports, lazyImports, ...(output && { map: output.map }) },
  };
}

/** A change and how far outside it lies among those with the same range. */
type Ranked = Change & { readonly rank: number };

function variableChanges({ site }: BoundVariable, index: number): Ranked[] {
  const { slot } = site;
  const use = hole('use', index);
  const value = hole('value', index);
  switch (slot.kind) {
    case 'literal': {
      // At the beginning of a statement a parenthesis could be taken for a call of what stands before.
      return [
        {
          ...rangeOf(slot.holder),
          text: beginsStatement(slot.holder) ? `${use}, ${value}` : `(${use}, ${value})`,
          rank: 3,
        },
      ];
    }
    case 'arm':
      return [{ ...rangeOf(slot.holder), text: `(${use}, ${value})`, rank: 3 }];
    case 'subset': {
      const suffix = hole('suffix', index);
      if (!slot.filter) return [{ ...rangeOf(slot.array), open: `(${use}, `, close: `${suffix})`, rank: 3 }];
      return [
        { ...rangeOf(slot.filter.call), open: `(${use}, `, close: ')', rank: 3 },
        { start: slot.array.end, end: slot.filter.call.end, text: suffix, rank: 3 },
      ];
    }
    case 'optional': {
      const before = `${use};if (${value}) `;
      const start = slot.statement.getStart();
      if (!slot.guard) return [{ ...rangeOf(slot.statement), open: before, close: '', rank: 0 }];
      return [{ start: slot.guard.branch.getStart(), end: start, text: before, rank: 0 }];
    }
  }
}

/** True for a literal that an expression statement begins with, unless it begins with a bracket itself. */
function beginsStatement(node: ts.Expression): boolean {
  if (ts.isArrayLiteralExpression(node) || ts.isElementAccessExpression(node)) return false;
  const statement = ts.findAncestor(node, ts.isStatement);
  return (
    statement !== undefined && ts.isExpressionStatement(statement) && statement.getStart() === node.getStart()
  );
}

function metricChanges(analysis: Analysis, lineOf: (node: ts.Node) => number): Ranked[] {
  return analysis.bound.flatMap(({ site }) => {
    if (site.role !== 'metric') return [];
    const open = `__espalier.metric(${JSON.stringify(site.name)}, ${lineOf(site.node)}, (`;
    return [{ ...rangeOf(site.node), open, close: '))', rank: 2 }];
  });
}

/** `await`, `import.meta` and `import(…)` anywhere in the file. */
function awaitChanges(tree: ts.SourceFile, lineOf: (node: ts.Node) => number): Ranked[] {
  if (!/\b(?:await|import)\b/.test(tree.text)) return [];
  const changes: Ranked[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isAwaitExpression(node)) {
      if (node.expression.end > node.expression.getStart())
        changes.push({
          ...rangeOf(node.expression),
          open: `__espalier.wait(${lineOf(node)}, `,
          close: ')',
          rank: 1,
        });
    } else if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      changes.push({ ...rangeOf(node), text: '__importMeta', rank: 3 });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      changes.push({ ...rangeOf(node.expression), text: '__espalier.import', rank: 3 });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return changes;
}

function elementsAround(bound: BoundVariable, variables: readonly BoundVariable[]): Element[] {
  const own = slotNode(bound.site.slot);
  const elements: Element[] = [];
  for (let at: ts.Node = own; at.parent; at = at.parent) {
    const array = at.parent;
    if (!ts.isArrayLiteralExpression(array)) continue;
    const parent = variables.findIndex(({ site }) => 'array' in site.slot && site.slot.array === array);
    if (parent < 0) continue;
    const sameFunction = functionAround(array) === functionAround(own);
    elements.push({ parent, index: array.elements.indexOf(at as ts.Expression), sameFunction });
  }
  return elements;
}
