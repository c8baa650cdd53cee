// Collects every text that the extension says into l10n/bundle.l10n.json, the source of translations: a translation is
// a copy beside it, bundle.l10n.de.json say, with other values. Run by tsx: `npm run l10n`.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { type SchemaEntry, schemaEntries } from '../src/hints/schema';

const root = path.resolve(__dirname, '..');
export const bundleFile = path.join(root, 'l10n/bundle.l10n.json');

/** Literal texts in calls of `l10n.t` below src/, and where a call has none. */
function said(): { texts: ReadonlySet<string>; others: readonly string[] } {
  const texts = new Set<string>();
  const others: string[] = [];
  for (const name of readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const file = path.join(root, 'src', name);
    const code = readFileSync(file, 'utf8');
    if (!code.includes('l10n.t(')) continue;
    const source = ts.createSourceFile(file, code, ts.ScriptTarget.ESNext, true);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText(source).endsWith('l10n.t')) {
        const [text] = node.arguments;
        if (text && ts.isStringLiteralLike(text)) texts.add(text.text);
        else others.push(path.join('src', name));
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { texts, others: others.sort() };
}

function descriptions(entries: readonly SchemaEntry[]): string[] {
  return entries.flatMap(({ description, entries: inner }) => [
    ...(description ? [description] : []),
    ...descriptions(inner ?? []),
  ]);
}

/** The bundle as it has to be, and the files that look up what is no literal (descriptions of settings). */
export function collect(): { bundle: Readonly<Record<string, string>>; others: readonly string[] } {
  const { texts, others } = said();
  const all = [...texts, ...descriptions(schemaEntries())];
  return { bundle: Object.fromEntries([...new Set(all)].sort().map((text) => [text, text])), others };
}

if (require.main === module) {
  const { bundle } = collect();
  writeFileSync(bundleFile, `${JSON.stringify(bundle, null, 2)}\n`);
  console.log(`${path.relative(root, bundleFile)}: ${Object.keys(bundle).length} texts`);
}
