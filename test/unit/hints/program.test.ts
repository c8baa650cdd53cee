import assert from 'node:assert/strict';
import path from 'node:path';
import { hintsDigest } from '../../../src/hints/digest';
import { javascript } from '../../../src/hints/javascript';
import { readProgram } from '../../../src/hints/program';

const folder = path.resolve('/project');
const at = (name: string) => path.join(folder, name);

async function names(files: Record<string, string>, start: string) {
  const texts = new Map(Object.entries(files).map(([name, text]) => [at(name), text]));
  const program = await readProgram(javascript, at(start), async (file) => texts.get(file));
  const short = (file: string) => path.relative(folder, file).replaceAll('\\', '/');
  return { entry: short(program.entry), files: program.files.map(({ file }) => short(file)) };
}

describe('the files of a program', () => {
  it('are the entry and what it imports, in any style, once', async () => {
    const files = {
      'train.js': `const m = require('./model');\nimport './data/index.js';\nrequire('@tensorflow/tfjs');`,
      'model.ts': `import { w } from './widths.js'; import './train';`,
      'widths.ts': `export const w = /* @nas choice(1, 2) */ 1;`,
      'data/index.js': `export default 1;`,
    };
    assert.deepEqual(await names(files, 'train.js'), {
      entry: 'train.js',
      files: ['train.js', 'model.ts', 'widths.ts', 'data/index.js'],
    });
  });

  it('begin at the entry that the block names', async () => {
    const files = {
      'model.js': `/* @nas search\nentry: train.js\n*/\nexports.w = /* @nas choice(1, 2) */ 1;`,
      'train.js': `require('./model');`,
    };
    assert.deepEqual(await names(files, 'model.js'), { entry: 'train.js', files: ['train.js', 'model.js'] });
  });

  it('leave out what is missing', async () => {
    const files = { 'a.js': `/* @nas search\nentry: gone.js\n*/\nrequire('./nowhere');` };
    assert.deepEqual(await names(files, 'a.js'), { entry: 'gone.js', files: ['a.js'] });
  });
});

describe('the digest of hints', () => {
  const digest = (text: string) => hintsDigest(javascript.parse(at('a.js'), text));
  const text = `const a = /* @nas width: choice(1, 2) */ 1;\nconst b = /* @nas int(1, 4) */ 2;\n`;

  it('does not mind other code, values and places', () => {
    const moved = `// new\n${text.replace('*/ 1', '*/ 2')}f();`;
    assert.equal(digest(moved), digest(text));
  });

  it('minds labels, domains and order', () => {
    const others = [
      text.replace('width', 'size'),
      text.replace('int(1, 4)', 'int(1, 5)'),
      text.split('\n').reverse().join('\n'),
    ];
    for (const other of others) assert.notEqual(digest(other), digest(text));
  });
});
