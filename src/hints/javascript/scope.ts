/** What names refer to, for the few names that matter to hints. */
import ts from 'typescript';

interface Declared {
  readonly name: ts.Identifier;
  /** The part of the program in which the name means this. */
  readonly scope: ts.Node;
}

/** Declarations and references of some names in one file. */
export class Names {
  private readonly declared = new Map<string, Declared[]>();
  private readonly referenced = new Map<string, ts.Identifier[]>();

  constructor(tree: ts.SourceFile, wanted: ReadonlySet<string>) {
    if (wanted.size === 0) return;
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && wanted.has(node.text)) this.add(node);
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }

  /** The declaring identifier that a name refers to; `undefined` when it is not declared in the file. */
  declarationOf(reference: ts.Identifier): ts.Identifier | undefined {
    const candidates = (this.declared.get(reference.text) ?? []).filter(
      ({ scope }) => scope.pos <= reference.pos && reference.end <= scope.end,
    );
    return candidates.reduce<Declared | undefined>((best, candidate) => {
      return !best || candidate.scope.pos > best.scope.pos || candidate.scope.end < best.scope.end
        ? candidate
        : best;
    }, undefined)?.name;
  }

  /** Uses of a declared name, the declaration itself left out. */
  referencesTo(declaration: ts.Identifier): readonly ts.Identifier[] {
    const all = this.referenced.get(declaration.text) ?? [];
    return all.filter((reference) => this.declarationOf(reference) === declaration);
  }

  private add(name: ts.Identifier): void {
    const scope = scopeOf(name);
    const lists: Map<string, (Declared | ts.Identifier)[]> = scope ? this.declared : this.referenced;
    if (!scope && !isReference(name)) return;
    const list = lists.get(name.text);
    const item = scope ? { name, scope } : name;
    if (list) list.push(item);
    else lists.set(name.text, [item]);
  }
}

/** The scope of a declaration's name; `undefined` when the identifier declares nothing. */
function scopeOf(name: ts.Identifier): ts.Node | undefined {
  const { parent } = name;
  if (ts.isBindingElement(parent) && parent.name === name) return scopeOfBinding(parent);
  if (ts.isVariableDeclaration(parent) && parent.name === name) return scopeOfVariable(parent);
  if (ts.isParameter(parent) && parent.name === name) return parent.parent;
  if ((ts.isFunctionDeclaration(parent) || ts.isClassDeclaration(parent)) && parent.name === name)
    return blockAround(parent);
  if ((ts.isFunctionExpression(parent) || ts.isClassExpression(parent)) && parent.name === name)
    return parent;
  if (ts.isImportSpecifier(parent) && parent.name === name) return name.getSourceFile();
  if ((ts.isImportClause(parent) || ts.isNamespaceImport(parent)) && parent.name === name)
    return name.getSourceFile();
  if ((ts.isEnumDeclaration(parent) || ts.isModuleDeclaration(parent)) && parent.name === name)
    return blockAround(parent);
  return undefined;
}

function scopeOfBinding(element: ts.BindingElement): ts.Node {
  let at: ts.Node = element;
  while (ts.isBindingElement(at) || ts.isObjectBindingPattern(at) || ts.isArrayBindingPattern(at))
    at = at.parent;
  return ts.isVariableDeclaration(at) ? scopeOfVariable(at) : at.parent;
}

function scopeOfVariable(declaration: ts.VariableDeclaration): ts.Node {
  const list = declaration.parent;
  if (!ts.isVariableDeclarationList(list)) return list;
  const isBlockScoped = (list.flags & ts.NodeFlags.BlockScoped) !== 0;
  if (isBlockScoped) return ts.isVariableStatement(list.parent) ? blockAround(list.parent) : list.parent;
  let at: ts.Node = list;
  while (at.parent && !ts.isFunctionLike(at)) at = at.parent;
  return at;
}

function blockAround(node: ts.Node): ts.Node {
  let at = node.parent;
  while (
    at.parent &&
    !ts.isBlock(at) &&
    !ts.isCaseBlock(at) &&
    !ts.isModuleBlock(at) &&
    !ts.isFunctionLike(at)
  )
    at = at.parent;
  // The parameters of a function are seen in its body.
  return ts.isBlock(at) && ts.isFunctionLike(at.parent) ? at.parent : at;
}

function isReference(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent) || ts.isMetaProperty(parent)) return parent.name !== name;
  if (ts.isShorthandPropertyAssignment(parent) || ts.isExportSpecifier(parent)) return true;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  if (ts.isBindingElement(parent) && parent.propertyName === name) return false;
  return !('name' in parent && parent.name === name);
}
