/**
 * Calls that may load data, so that trials can share what they give: variables that hold what a function of the
 * person's own returns. What the function depends on is told beside it, for the evaluator to compare.
 */
import ts from 'typescript';
import { textDigest } from '../digest';
import type { Range } from '../hint';
import { isRelative } from './imports';
import { bare, isDirective } from './nodes';
import { Names } from './scope';
import type { Change } from './template';

interface DeclaredFunction {
  readonly kind: 'function';
  readonly name: ts.Identifier;
  readonly body: ts.Node;
  readonly text: string;
}

/** What a name of the file's top level is. */
type Declared =
  | DeclaredFunction
  /** Of a package: it stays as it is for the life of a process. */
  | { readonly kind: 'package'; readonly name: ts.Identifier; readonly isTensorFlow: boolean }
  | { readonly kind: 'own' | 'value'; readonly name: ts.Identifier };

/** Members whose mention makes a function one that trains, or builds what is trained. */
const TRAINS =
  /\b(?:layers|sequential|compile|fit|fitDataset|trainOnBatch|minimize|variableGrads|applyGradients)\b/;
/** What two trials may set differently without a trace in the file's own variables. */
const GLOBALS = /\b(?:globalThis|global|process\s*\.\s*(?:env|argv))\b/;
/** How data comes from outside, beside packages. */
const READS = /\b(?:require|import|fetch)\b/;

/** The changes to a file's code; `hints` are the places of its hints. */
export function loadChanges(
  tree: ts.SourceFile,
  hints: readonly Range[],
  lineOf: (node: ts.Node) => number,
): Change[] {
  const declared = new Map(tree.statements.flatMap(declarationsOf).map((item) => [item.name.text, item]));
  const names = new Names(tree, new Set(declared.keys()));
  const meaning = (identifier: ts.Identifier): Declared | undefined => {
    const found = declared.get(identifier.text);
    return found && names.declarationOf(identifier) === found.name ? found : undefined;
  };
  const mayLoad = [...declared.values()]
    .filter((item) => item.kind === 'function')
    .filter(({ body, text }) => {
      const isHinted = hints.some(({ start, end }) => body.pos <= start && end <= body.end);
      return !isHinted && !TRAINS.test(text) && !GLOBALS.test(text);
    });
  const used = mentionedIn(mayLoad, [...declared.values()], names);
  const told = mayLoad.map((item) => {
    const { name, text } = item;
    const mentioned = used.get(item)!;
    const reads = READS.test(text) || mentioned.some((of) => of.kind === 'package' && !of.isTensorFlow);
    const values = mentioned.filter(({ kind }) => kind !== 'package').map((of) => of.name.text);
    return `[() => ${name.text}, "${textDigest(text)}", ${reads}, () => [${values.join(', ')}]]`;
  });
  const calls = callsOf(tree).filter(({ expression }) => {
    const found = meaning(expression as ts.Identifier);
    return found?.kind === 'own' || mayLoad.some((item) => item === found);
  });
  const first = tree.statements.find((statement) => !isDirective(statement))?.getStart();
  return [
    ...(told.length > 0 && first !== undefined
      ? [{ start: first, end: first, text: `__espalier.functions([${told.join(', ')}]); ` }]
      : []),
    ...calls.flatMap((call) => loadCall(call, lineOf)),
  ];
}

/** `f(a, b)` → `__espalier.load(line, f, [a, b], (values) => f(...values))` */
function loadCall(call: ts.CallExpression, lineOf: (node: ts.Node) => number): Change[] {
  const { arguments: values, expression, end } = call;
  const close = `], (__values) => ${expression.getText()}(...__values)`;
  return [
    { start: call.getStart(), end, open: `__espalier.load(${lineOf(call)}, `, close: ')' },
    { start: values.pos - 1, end: values.pos, text: ', [' },
    { start: end - 1, end, text: close },
  ];
}

/** Calls by a plain name that a variable's declaration takes, awaited or not. */
function callsOf(tree: ts.SourceFile): ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer) {
      const value = bare(node.initializer);
      const call = ts.isAwaitExpression(value) ? bare(value.expression) : value;
      if (isPlainCall(call)) calls.push(call);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return calls;
}

function isPlainCall(node: ts.Expression): node is ts.CallExpression {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return false;
  return (
    !node.questionDotToken &&
    !node.typeArguments &&
    node.getLastToken()?.kind === ts.SyntaxKind.CloseParenToken
  );
}

/** What each of the functions mentions of what the top level declares, itself left out. */
function mentionedIn(
  functions: readonly DeclaredFunction[],
  declared: readonly Declared[],
  names: Names,
): ReadonlyMap<Declared, readonly Declared[]> {
  const found = new Map(functions.map((item) => [item, new Set<Declared>()]));
  const byBody = new Map<ts.Node, DeclaredFunction>(functions.map((item) => [item.body, item]));
  for (const item of declared) {
    for (const reference of names.referencesTo(item.name)) {
      const body = ts.findAncestor(reference, (node) => byBody.has(node));
      const around = body && byBody.get(body)!;
      if (around && around !== item && !ts.findAncestor(reference, ts.isTypeNode))
        found.get(around)!.add(item);
    }
  }
  return new Map([...found].map(([item, mentioned]) => [item, [...mentioned]]));
}

/** The names that a statement of the top level declares. */
function declarationsOf(statement: ts.Statement): Declared[] {
  if (ts.isImportDeclaration(statement)) return importedBy(statement);
  if (ts.isFunctionDeclaration(statement))
    return statement.name && statement.body
      ? [{ kind: 'function', name: statement.name, body: statement, text: statement.getText() }]
      : [];
  if (ts.isClassDeclaration(statement))
    return statement.name ? [{ kind: 'value', name: statement.name }] : [];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap((declaration) => {
    const isConstant = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
    const value = declaration.initializer && bare(declaration.initializer);
    const { name } = declaration;
    if (
      isConstant &&
      value &&
      ts.isIdentifier(name) &&
      (ts.isArrowFunction(value) || ts.isFunctionExpression(value))
    )
      return [{ kind: 'function' as const, name, body: value, text: value.getText() }];
    const from = isConstant && value ? requiredIn(value) : undefined;
    return identifiersIn(name).map((identifier) => named(identifier, from));
  });
}

function importedBy({ importClause, moduleSpecifier }: ts.ImportDeclaration): Declared[] {
  if (!importClause || importClause.isTypeOnly || !ts.isStringLiteral(moduleSpecifier)) return [];
  const { name, namedBindings } = importClause;
  const bindings = !namedBindings
    ? []
    : ts.isNamespaceImport(namedBindings)
      ? [namedBindings.name]
      : namedBindings.elements.filter((element) => !element.isTypeOnly).map((element) => element.name);
  return [...(name ? [name] : []), ...bindings].map((identifier) => named(identifier, moduleSpecifier.text));
}

function named(name: ts.Identifier, from: string | undefined): Declared {
  if (from === undefined) return { kind: 'value', name };
  if (isRelative(from)) return { kind: 'own', name };
  return { kind: 'package', name, isTensorFlow: from.startsWith('@tensorflow/') };
}

/** The module whose exports, or a member of whose exports, an expression is: `require('x').y`, `await import('x')`. */
function requiredIn(value: ts.Expression): string | undefined {
  let at = value;
  while (ts.isPropertyAccessExpression(at) || ts.isAwaitExpression(at)) at = bare(at.expression);
  if (!ts.isCallExpression(at)) return undefined;
  const { expression, arguments: values } = at;
  const loads =
    expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(expression) && expression.text === 'require');
  return loads && values[0] && ts.isStringLiteral(values[0]) ? values[0].text : undefined;
}

function identifiersIn(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? identifiersIn(element.name) : [],
  );
}
