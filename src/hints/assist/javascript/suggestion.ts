/** *Suggest a search space*: a moderate space for a function that builds a model. */
import ts from 'typescript';
import type { Edit } from '../../hint';
import { functionAround } from '../../javascript/nodes';
import { functionName } from '../../javascript/names';
import {
  isHinted,
  layerCall,
  layerCallsIn,
  optimizerCall,
  pathTo,
  propertyOf,
  type LayerCall,
} from './calls';
import { loopBound, searchableEdit, searchableNode } from './searchable';
import { optionalEdit, removable } from './statements';

export interface Suggestion {
  /** The builder's name; undefined for code outside of functions. */
  readonly name?: string;
  readonly edits: readonly Edit[];
}

/** Arguments of layers that a moderate space varies. */
const VARIED = ['filters', 'units', 'kernelSize', 'rate', 'activation'];

/** Layers that cost little to do without. */
const SPARE = /^(?:\w*[dD]ropout\w*|batchNormalization|layerNormalization|gaussianNoise)$/;

/** A space for the model builder whose head, or whose `tf.sequential()`, is at an offset. */
export function suggestionAt(tree: ts.SourceFile, offset: number): Suggestion | undefined {
  const builder = builderAt(tree, offset);
  if (!builder) return undefined;
  const edits = new Suggester(builder).edits();
  if (edits.length === 0) return undefined;
  const name = functionName(builder);
  return { ...(name !== undefined && { name }), edits };
}

function builderAt(tree: ts.SourceFile, offset: number): ts.Node | undefined {
  const path = pathTo(tree, offset);
  const holder = path.find((node) => ts.isFunctionLike(node) && hasLayers(node));
  if (holder && isInHead(holder, offset)) return holder;
  const declared = declaredFunction(path);
  if (declared && hasLayers(declared) && isInHead(declared, offset)) return declared;
  const makesModel = path.some(
    (node) =>
      ts.isCallExpression(node) && /(?:^|\.)(?:sequential|model)$/.test(node.expression.getText(tree)),
  );
  if (!makesModel) return undefined;
  const around = functionAround(path[0]!);
  return hasLayers(around) ? around : undefined;
}

/** The function of `const build = () => …`, from the statement's beginning on. */
function declaredFunction(path: readonly ts.Node[]): ts.Node | undefined {
  const statement = path.find(ts.isVariableStatement);
  const value = statement?.declarationList.declarations[0]?.initializer;
  return value && ts.isFunctionLike(value) ? value : undefined;
}

function isInHead(node: ts.Node, offset: number): boolean {
  const { body } = node as ts.FunctionLikeDeclaration;
  return body !== undefined && offset <= body.getStart();
}

function hasLayers(node: ts.Node): boolean {
  return (
    layerCall(node) !== undefined ||
    (ts.forEachChild(node, (child) => hasLayers(child) || undefined) ?? false)
  );
}

class Suggester {
  private readonly found: Edit[] = [];
  private readonly output: LayerCall | undefined;
  private readonly text: string;
  /** The activation that all layers may share. */
  private activation: string | undefined;

  constructor(private readonly builder: ts.Node) {
    this.text = builder.getSourceFile().text;
    this.output = layerCallsIn(builder).pop();
  }

  edits(): readonly Edit[] {
    this.visit(this.builder);
    return this.found.sort((a, b) => a.range.start - b.range.start);
  }

  private visit(node: ts.Node): void {
    const layer = layerCall(node);
    if (layer) this.layer(layer);
    else if (optimizerCall(node)) this.optimizer(node as ts.CallExpression);
    else if (ts.isForStatement(node)) this.loop(node);
    else if (ts.isExpressionStatement(node)) this.statement(node);
    ts.forEachChild(node, (child) => this.visit(child));
  }

  private layer(layer: LayerCall): void {
    for (const name of VARIED) {
      const value = propertyOf(layer.config, name);
      if (!value || isHinted(value) || (this.isOutput(layer) && name !== 'kernelSize')) continue;
      const searchable = searchableNode(value);
      if (!searchable) continue;
      const label =
        name === 'activation' ? this.sharedActivation(searchable.place.value as string) : undefined;
      this.found.push(searchableEdit(searchable, label));
    }
  }

  /** The shape of the answer is the data's. */
  private isOutput(layer: LayerCall): boolean {
    const activation = propertyOf(layer.config, 'activation');
    const isProbability =
      activation !== undefined &&
      ts.isStringLiteralLike(activation) &&
      /^(?:softmax|sigmoid)$/.test(activation.text);
    return layer.call === this.output?.call || isProbability;
  }

  /** One variable for all layers with the activation that comes first, when the label is free. */
  private sharedActivation(value: string): string | undefined {
    this.activation ??= /@nas\s+activation\s*:/.test(this.text) ? '' : value;
    return this.activation === value ? 'activation' : undefined;
  }

  private optimizer(call: ts.CallExpression): void {
    const rate = call.arguments[0];
    const searchable = rate && searchableNode(rate);
    if (searchable?.place.name === 'learningRate') this.found.push(searchableEdit(searchable));
  }

  private loop(loop: ts.ForStatement): void {
    const bound = layerCallsIn(loop.statement).length > 0 ? loopBound(loop) : undefined;
    if (bound) this.found.push(searchableEdit(bound));
  }

  private statement(statement: ts.Statement): void {
    const spare = removable(statement);
    if (spare && SPARE.test(spare.layer.kind)) this.found.push(optionalEdit(spare, this.text));
  }
}
