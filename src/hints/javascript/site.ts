/** A hint at its place in the tree: the part of the code that holds its value, and the value as written. */
import type ts from 'typescript';
import type { Domain, Value } from '../hint';
import type { WrittenHint } from '../grammar';
import type { HintComment } from './comments';
import type { CountingLoop } from './loops';

/**
 * What is rewritten. `holder` is the expression that spells the value: a literal, an index, a list of indices, the
 * condition of an `if`; with `each` it may be `[first, second, …][i]`.
 */
export type Slot =
  | { readonly kind: 'literal'; readonly holder: ts.Expression }
  | {
      readonly kind: 'arm';
      readonly array: ts.ArrayLiteralExpression;
      readonly access: ts.ElementAccessExpression;
      readonly holder: ts.Expression;
    }
  | {
      readonly kind: 'subset';
      readonly array: ts.ArrayLiteralExpression;
      /** `[…].filter((_, i) => holder.includes(i))`; absent while all elements are written. */
      readonly filter?: { readonly call: ts.CallExpression; readonly holder: ts.Expression };
    }
  | {
      readonly kind: 'optional';
      /** The person's own statement. */
      readonly statement: ts.Statement;
      /** `if (holder) statement`; absent while the statement stands alone. */
      readonly guard?: { readonly branch: ts.IfStatement; readonly holder: ts.Expression };
    };

export interface VariableSite {
  readonly role: 'variable';
  readonly comment: HintComment;
  readonly written: WrittenHint;
  readonly slot: Slot;
  readonly domain: Domain;
  /** One value; or, written as `[first, second, …][i]`, a list of them. */
  readonly value: Value;
  readonly list?: readonly Value[];
  /** With `each`: the loop whose turns draw anew. */
  readonly loop?: CountingLoop;
}

export interface MetricSite {
  readonly role: 'metric';
  readonly comment: HintComment;
  readonly written: WrittenHint;
  readonly name: string;
  readonly node: ts.Expression;
}

export type Site = VariableSite | MetricSite;

/** The whole hinted expression or statement. */
export function slotNode(slot: Slot): ts.Node {
  switch (slot.kind) {
    case 'literal':
      return slot.holder;
    case 'arm':
      return slot.access;
    case 'subset':
      return slot.filter?.call ?? slot.array;
    case 'optional':
      return slot.guard?.branch ?? slot.statement;
  }
}

/** The expression that spells the value; absent where nothing is written for it. */
export function slotHolder(slot: Slot): ts.Expression | undefined {
  switch (slot.kind) {
    case 'literal':
    case 'arm':
      return slot.holder;
    case 'subset':
      return slot.filter?.holder;
    case 'optional':
      return slot.guard?.holder;
  }
}
