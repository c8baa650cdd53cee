import assert from 'node:assert/strict';
import path from 'node:path';
import ts from 'typescript';
import { applyEdits } from '../../../src/hints/apply';
import { actionsAt } from '../../../src/hints/assist';
import { layerFamilies } from '../../../src/hints/assist/javascript/layers';

/** Arguments that use what each layer has of its own, where it needs or has any. */
const settings: Readonly<Record<string, string>> = {
  lstm: "{ units: 4, returnSequences: true, recurrentActivation: 'sigmoid', unitForgetBias: true }",
  gru: "{ units: 4, activation: 'tanh', recurrentActivation: 'sigmoid' }",
  simpleRNN: '{ units: 4, dropout: 0.1 }',
  conv2d: "{ filters: 4, kernelSize: 3, padding: 'same', kernelInitializer: 'heNormal' }",
  separableConv2d: "{ filters: 4, kernelSize: [3, 3], depthMultiplier: 2, pointwiseInitializer: 'heNormal' }",
  dropout: '{ rate: 0.1, seed: 3 }',
  gaussianDropout: '{ rate: 0.1 }',
  alphaDropout: '{ rate: 0.1, noiseShape: [1] }',
  batchNormalization: '{ momentum: 0.9, axis: -1 }',
  layerNormalization: '{ axis: -1, epsilon: 1e-3 }',
  reLU: '{ maxValue: 6 }',
  leakyReLU: '{ alpha: 0.2 }',
  elu: '{ alpha: 0.2 }',
};

function argument(kind: string): string {
  return (
    settings[kind] ??
    (/^(?:max|average)Pooling/.test(kind) ? '{ poolSize: 2, strides: 2 }' : /^global/.test(kind) ? '{}' : '')
  );
}

describe('alternatives of layers', () => {
  it('type-check against TensorFlow.js', function () {
    this.timeout(120_000);
    const file = path.resolve(__dirname, 'generated.ts');
    const kinds = layerFamilies.flat();
    const lines = kinds.map((kind) => `model.add(tf.layers.${kind}(${argument(kind)}));`);
    let text = [
      "import * as tf from '@tensorflow/tfjs';",
      'const model = tf.sequential();',
      ...lines,
      '',
    ].join('\n');
    for (const kind of kinds) {
      const offset = text.lastIndexOf(`model.add(tf.layers.${kind}(`) + 'model.add(tf.layers.'.length;
      const action = actionsAt(file, text, offset).find(({ name }) => name === 'alternatives');
      assert.ok(action, kind);
      text = applyEdits(text, action.edits);
    }
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      types: [],
    };
    const host = ts.createCompilerHost(options);
    const getSourceFile = host.getSourceFile.bind(host);
    host.getSourceFile = (name, languageVersion) =>
      name === file ? ts.createSourceFile(name, text, languageVersion) : getSourceFile(name, languageVersion);
    const problems = ts.getPreEmitDiagnostics(ts.createProgram([file], options, host));
    assert.deepEqual(
      problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
      [],
      text,
    );
  });
});
