/** The forms in which chosen values are written, read back from the code. */
import ts from 'typescript';
import type { Value } from '../hint';
import { sameLiteral } from '../literal';
import { readLiteral } from './literals';
import type { CountingLoop } from './loops';
import { bare } from './nodes';

/** The list in `[…][i]`, where `i` is the loop's variable; `undefined` for anything else. */
export function turnList(node: ts.Expression, loop: CountingLoop): ts.ArrayLiteralExpression | undefined {
  const access = bare(node);
  if (!ts.isElementAccessExpression(access)) return undefined;
  const list = bare(access.expression);
  const index = bare(access.argumentExpression);
  const isTurn = ts.isIdentifier(index) && index.text === loop.variable;
  return isTurn && ts.isArrayLiteralExpression(list) ? list : undefined;
}

export interface Filter {
  readonly call: ts.CallExpression;
  /** The list of indices that are kept. */
  readonly holder: ts.Expression;
  /** The name of the index in the filter's function. */
  readonly index: string;
}

/** The filter in `[…].filter((_, i) => holder.includes(i))`, as a chosen subset is written. */
export function readFilter(array: ts.ArrayLiteralExpression): Filter | undefined {
  const access = array.parent;
  if (!ts.isPropertyAccessExpression(access) || access.expression !== array || access.name.text !== 'filter')
    return undefined;
  const call = access.parent;
  const test =
    ts.isCallExpression(call) &&
    call.expression === access &&
    call.arguments.length === 1 &&
    call.arguments[0];
  if (!test || !ts.isArrowFunction(test) || test.parameters.length !== 2 || ts.isBlock(test.body))
    return undefined;
  const index = test.parameters[1]!.name;
  const includes = bare(test.body);
  if (!ts.isIdentifier(index) || !ts.isCallExpression(includes) || includes.arguments.length !== 1)
    return undefined;
  const callee = includes.expression;
  const argument = includes.arguments[0]!;
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'includes') return undefined;
  if (!ts.isIdentifier(argument) || argument.text !== index.text) return undefined;
  return { call: call as ts.CallExpression, holder: callee.expression, index: index.text };
}

/** A list of indices, sorted and each once. */
export function readIndices(node: ts.Expression): Value | undefined {
  const value = readLiteral(node);
  if (!Array.isArray(value) || value.some((index) => typeof index !== 'number')) return undefined;
  const numbers = value as number[];
  return numbers
    .filter((index, i) => numbers.findIndex((other) => sameLiteral(other, index)) === i)
    .sort((a, b) => a - b);
}
