import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { OnigScanner, OnigString, loadWASM } from 'vscode-oniguruma';
import { INITIAL, Registry, parseRawGrammar, type IGrammar } from 'vscode-textmate';

const root = path.resolve(__dirname, '../../../..');

/** Comments and strings as VS Code's grammar of JavaScript has them, and nothing else. */
const javascript = {
  scopeName: 'source.js',
  patterns: [
    { name: 'string.quoted.single.js', begin: "'", end: "'" },
    { name: 'comment.block.documentation.js', begin: '/\\*\\*(?!/)', end: '\\*/' },
    { name: 'comment.block.js', begin: '/\\*', end: '\\*/' },
    { begin: '//', end: '(?=$)', contentName: 'comment.line.double-slash.js' },
    { name: 'code.js', match: '\\w+' },
  ],
};

/** The last scope of every piece of a text that is not blank, in order. */
function scopes(grammar: IGrammar, text: string): [piece: string, scope: string][] {
  let state = INITIAL;
  return text.split('\n').flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.flatMap(({ startIndex, endIndex, scopes }): [string, string][] => {
      const piece = line.slice(startIndex, endIndex).trim();
      return piece === '' ? [] : [[piece, scopes[scopes.length - 1]!]];
    });
  });
}

describe('colours of hints', () => {
  let grammar: IGrammar;
  before(async () => {
    const wasm = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
    await loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer);
    const hints = readFileSync(path.join(root, 'media/hints.tmLanguage.json'), 'utf8');
    const sources: Readonly<Record<string, string>> = {
      'source.js': JSON.stringify(javascript),
      'espalier.hints': hints,
    };
    const registry = new Registry({
      onigLib: Promise.resolve({
        createOnigScanner: (patterns) => new OnigScanner(patterns),
        createOnigString: (text) => new OnigString(text),
      }),
      loadGrammar: (name) =>
        Promise.resolve(sources[name] ? parseRawGrammar(sources[name], `${name}.json`) : null),
      getInjections: (name) => (name === 'source.js' ? ['espalier.hints'] : undefined),
    });
    const loaded = await registry.loadGrammar('source.js');
    assert.ok(loaded);
    grammar = loaded;
  });
  const of = (text: string, piece: string) => scopes(grammar, text).find(([found]) => found === piece)?.[1];

  it('tell the parts of a hint apart', () => {
    const text = "a /* @nas act: choice('relu', -1e-3, true) log each */ b";
    assert.equal(of(text, '@nas'), 'storage.type.class.espalier');
    assert.equal(of(text, 'act'), 'variable.parameter.espalier');
    assert.equal(of(text, 'choice'), 'support.function.espalier');
    assert.equal(of(text, "'relu'"), 'string.quoted.single.espalier');
    assert.equal(of(text, '-1e-3'), 'constant.numeric.espalier');
    assert.equal(of(text, 'true'), 'constant.language.espalier');
    assert.equal(of(text, 'log'), 'storage.modifier.espalier');
    assert.equal(of(text, 'b'), 'code.js', 'code behind the hint is code again');
  });

  it('hold in line comments and documentation, and end with them', () => {
    assert.equal(of('// @nas optional\nb', 'optional'), 'support.function.espalier');
    assert.equal(of('// @nas optional\nb', 'b'), 'code.js');
    assert.equal(of('/** @nas model */ b', 'model'), 'support.function.espalier');
    assert.equal(of('/**\n * @nas model\n */\nb', 'b'), 'code.js');
  });

  it('hold in the search block', () => {
    const text = '/* @nas search\nobjectives: { val_loss: minimize }\nseed: 1 # why\n*/\nb';
    assert.equal(of(text, 'search'), 'keyword.control.espalier');
    assert.equal(of(text, 'objectives'), 'support.type.property-name.espalier');
    assert.equal(of(text, 'minimize'), 'constant.language.espalier');
    assert.equal(of(text, '1'), 'constant.numeric.espalier');
    assert.equal(of(text, '# why'), 'comment.line.number-sign.espalier');
    assert.equal(of(text, 'b'), 'code.js');
  });

  it('a string that is not closed does not swallow the code behind the hint', () => {
    assert.equal(of("/* @nas choice('a, 2) */ b", 'b'), 'code.js');
  });

  it('leave other comments and strings alone', () => {
    const all = [
      "'/* @nas choice(1) */'",
      '/* about the @nas comments */',
      '/* @nasty choice */',
      '// choice',
    ];
    for (const text of all)
      assert.ok(!scopes(grammar, text).some(([, scope]) => scope.endsWith('.espalier')), text);
  });
});
