// Trains the network of model.js on the digits of data.js, in the style of the mnist-node example of TensorFlow.js.
require('@tensorflow/tfjs-node');

const data = require('./data');
const model = require('./model');

async function run(epochs, batchSize) {
  data.loadData();

  const { images: trainImages, labels: trainLabels } = data.getTrainData();
  model.summary();

  const validationSplit = 0.15;
  await model.fit(trainImages, trainLabels, {
    epochs,
    batchSize,
    validationSplit,
  });

  const { images: testImages, labels: testLabels } = data.getTestData();
  const evalOutput = model.evaluate(testImages, testLabels);

  console.log(
    `\nEvaluation result:\n` +
      `  Loss = ${evalOutput[0].dataSync()[0].toFixed(3)}; ` +
      `Accuracy = ${evalOutput[1].dataSync()[0].toFixed(3)}`,
  );
}

run(3, 128);
