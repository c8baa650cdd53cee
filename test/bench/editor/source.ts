/** A file of a person's own, as long as it is asked to be: layers in functions, some of them with hints. */

const builder = (index: number, hinted: boolean) => {
  const hint = (text: string) => (hinted ? `/* @nas ${text} */ ` : '');
  return `
/** Builds the network of stage ${index}. */
function build${index}(input, options = {}) {
  const width = ${hint('choice(16, 32, 64)')}32;
  let x = input;
  for (let i = 0; i < ${hint('int(1, 4)')}2; i++) {
    x = tf.layers
      .conv2d({ filters: width, kernelSize: ${hint('choice(3, 5)')}3, padding: 'same', activation: 'relu' })
      .apply(x);
    if (options.normalise) {
      x = tf.layers.batchNormalization({ momentum: 0.99 }).apply(x);
    }
  }
  ${hinted ? '// @nas optional\n  ' : ''}x = tf.layers.dropout({ rate: ${hint('float(0.1, 0.5)')}0.25 }).apply(x);
  const report = { name: \`stage \${${index}}\`, parts: [1, 2, 3].map((part) => part * ${index}) };
  if (report.parts.length > ${index % 7}) console.log(report.name, report.parts.join(', '));
  return tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }).apply(x);
}
`;
};

/** Source of about so many lines; every tenth function has hints. */
export function longSource(lines: number): string {
  const parts = ["import * as tf from '@tensorflow/tfjs';\n"];
  let count = 1;
  for (let index = 0; count < lines; index++) {
    const part = builder(index, index % 10 === 0);
    parts.push(part);
    count += part.split('\n').length - 1;
  }
  return parts.join('');
}
