/** *Make optional* and *Search the number of repetitions*, of statements that add a layer and of loops. */
import ts from 'typescript';
import type { Edit } from '../../hint';
import { functionAround } from '../../javascript/nodes';
import { indentAt, newlineOf } from '../comment';
import { isHinted, layerStatement, pathTo, propertyOf, type LayerCall } from './calls';
import { canVaryInNumber } from './layers';
import { beginsLine, indentNode, indentUnit } from './layout';
import { loopBound, searchableEdit } from './searchable';
import { canBeLeftOut } from './target';

/** A statement that a model may do without. */
export interface LayerStatement {
  readonly statement: ts.Statement;
  readonly layer: LayerCall;
}

export function layerStatementAt(tree: ts.SourceFile, offset: number): LayerStatement | undefined {
  const statement = pathTo(tree, offset).find(ts.isStatement);
  return statement && removable(statement);
}

/** The statement with its layer, when leaving it out leaves a model. */
export function removable(statement: ts.Statement): LayerStatement | undefined {
  if (!canBeLeftOut(statement) || isHinted(statement)) return undefined;
  const layer = layerStatement(statement);
  if (!layer || !canVaryInNumber(layer.kind)) return undefined;
  const isFirst = ['inputShape', 'batchInputShape', 'inputDim'].some((name) =>
    propertyOf(layer.config, name),
  );
  return isFirst || isOutput(layer) ? undefined : { statement, layer };
}

/** What gives a model's answer. */
function isOutput({ config }: LayerCall): boolean {
  const activation = propertyOf(config, 'activation');
  return activation !== undefined && ts.isStringLiteralLike(activation) && activation.text === 'softmax';
}

export function optionalEdit({ statement }: LayerStatement, text: string): Edit {
  const start = statement.getStart();
  const range = { start, end: start };
  if (!beginsLine(text, start)) return { range, text: '/* @nas optional */ ' };
  return { range, text: `// @nas optional${newlineOf(text)}${indentAt(text, start)}` };
}

/** A hint for the number of turns of the loop at an offset, or a loop around the statement there. */
export function repetitionAt(tree: ts.SourceFile, offset: number): Edit | undefined {
  const path = pathTo(tree, offset);
  const loop = path.find(ts.isForStatement);
  const inHead = loop !== undefined && offset < loop.statement.getStart();
  if (inHead) {
    const bound = loopBound(loop);
    return bound && searchableEdit(bound);
  }
  const found = layerStatementAt(tree, offset);
  // Two layers of one name are no model.
  if (!found || propertyOf(found.layer.config, 'name')) return undefined;
  return loopEdit(found.statement, tree.text);
}

function loopEdit(statement: ts.Statement, text: string): Edit {
  const start = statement.getStart();
  const [indent, unit, newline] = [indentAt(text, start), indentUnit(text), newlineOf(text)];
  const around = functionAround(statement).getText();
  const variable = ['i', 'j', 'k', 'n'].find((name) => !new RegExp(`\\b${name}\\b`).test(around)) ?? 'turn';
  const head = `for (let ${variable} = 0; ${variable} < /* @nas int(1, 3) */ 1; ${variable}++) {`;
  const body = `${indent}${unit}${indentNode(statement, text, unit)}`;
  return {
    range: { start, end: statement.end },
    text: [head, body, `${indent}}`].join(newline),
  };
}
