import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { packagedExtension } from './package';
import { namesInZip } from './zip';

/** Everything that may be in the package. */
const allowed = [
  /^(package(\.nls)?\.json|readme\.md|changelog\.md|LICENSE\.txt)$/i,
  /^l10n\/[^/]+\.json$/,
  /^media\/((walkthrough\/)?[^/]+\.(png|svg|md)|[^/]+\.(tmLanguage\.json|code-snippets))$/,
  /^dist\/[^/]+\.(js|wasm)$/,
  /^dist\/webview\/[^/]+\.(js|css|ttf)$/,
];

describe('the package', () => {
  let vsix: string;
  before(async () => {
    vsix = await packagedExtension();
  });

  it('holds what is needed and nothing else, no native binary above all', () => {
    const inside = namesInZip(vsix)
      .filter((name) => name.startsWith('extension/'))
      .map((name) => name.slice('extension/'.length));
    assert.deepEqual(
      inside.filter((name) => !allowed.some((pattern) => pattern.test(name))),
      [],
    );
    const programs = [
      'extension',
      'hints',
      'typescript',
      'search',
      'evaluator',
      'tensorflow',
      'cli',
      'webview/panel',
    ];
    const needed = [...programs.map((name) => `dist/${name}.js`), 'dist/kernels.wasm', 'media/icon.png'];
    assert.deepEqual(
      needed.filter((name) => !inside.includes(name)),
      [],
    );
  });

  it('is small', () => {
    const { size } = statSync(vsix);
    assert.ok(size < 5 * 2 ** 20, `${size} bytes`);
  });
});
