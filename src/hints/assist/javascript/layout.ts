/** Laying out text that is put around code. */
import ts from 'typescript';
import { lineStart } from '../comment';

/** One more step of indentation, as the file has it. */
export function indentUnit(text: string): string {
  const first = /^([ \t]+)\S/m.exec(text)?.[1];
  if (first?.startsWith('\t')) return '\t';
  return first && /^ (?!\*)/m.test(text) && first.length <= 8 && first.length !== 1
    ? first.slice(0, 4)
    : '  ';
}

/** A node's text with every line but the first indented further; lines of template texts stay as they are. */
export function indentNode(node: ts.Node, text: string, unit: string): string {
  const start = node.getStart();
  const frozen = new Set<number>();
  const visit = (at: ts.Node): void => {
    if (ts.isNoSubstitutionTemplateLiteral(at) || ts.isTemplateExpression(at)) {
      for (
        let line = text.indexOf('\n', at.getStart());
        line >= 0 && line < at.end;
        line = text.indexOf('\n', line + 1)
      )
        frozen.add(line);
    }
    ts.forEachChild(at, visit);
  };
  visit(node);
  return text.slice(start, node.end).replace(/\n(?![\r\n])/g, (newline, index: number) => {
    return frozen.has(start + index) ? newline : newline + unit;
  });
}

/** True when nothing but blanks stands before an offset in its line. */
export function beginsLine(text: string, offset: number): boolean {
  return /^\s*$/.test(text.slice(lineStart(text, offset), offset));
}
