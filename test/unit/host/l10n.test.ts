import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bundleFile, collect } from '../../../scripts/l10n';

const root = path.resolve(__dirname, '../../..');
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;

describe('texts', () => {
  it('that the extension says are all in the bundle, and nothing else is', () => {
    assert.deepEqual(read(bundleFile), collect().bundle, 'run "npm run l10n"');
  });

  it('are literals where they are said, but for descriptions of settings', () => {
    const { others } = collect();
    assert.deepEqual(others, ['src/host/language/completion.ts', 'src/host/language/hover.ts']);
  });

  it('have no gap in their numbered places', () => {
    for (const text of Object.keys(collect().bundle)) {
      const numbers = [...text.matchAll(/\{(\d+)\}/g)].map(([, number]) => Number(number));
      const places = [...new Set(numbers)].sort((a, b) => a - b);
      assert.deepEqual(
        places,
        places.map((_, index) => index),
        text,
      );
    }
  });

  it('of the manifest are looked up in package.nls.json, which has no others', () => {
    const manifest = readFileSync(path.join(root, 'package.json'), 'utf8');
    const used = [...manifest.matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key);
    const known = Object.keys(read(path.join(root, 'package.nls.json')));
    assert.deepEqual([...new Set(used)].sort(), known.sort());
  });

  it('of the manifest are never written in it', () => {
    const { contributes } = read(path.join(root, 'package.json')) as {
      contributes: { commands: { title: string }[]; viewsWelcome: { contents: string }[] };
    };
    const shown = [
      ...contributes.commands.map(({ title }) => title),
      ...contributes.viewsWelcome.map(({ contents }) => contents),
    ];
    for (const text of shown) assert.match(text, /^%[\w.-]+%$/);
  });
});
