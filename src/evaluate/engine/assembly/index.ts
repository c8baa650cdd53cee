/** Everything that the module exports. Memory is imported (the backend's heap); addresses are bytes, counts elements. */
export { moveConstants } from './constants';
export { gemm, batchGemm } from './gemm';
export { setWideTiles } from './tiles';
export { finishedGemm } from './finished-product';
export { convForward, convFilterGradient, convInputGradient } from './convolution';
export { directForward, directFilterGradient } from './direct';
export { winogradForward, winogradFilterGradient } from './winograd';
export { splitFilter, winograd4Forward, winograd4FilterGradient, winograd4InputGradient } from './winograd4';
export { winogradLineForward, winogradLineFilterGradient } from './winograd-line';
export { winogradPartsForward, winogradPartsFilterGradient } from './winograd-parts';
export { winogradLine5Forward, winogradLine5FilterGradient } from './winograd5-line';
export { winograd5Forward, winograd5FilterGradient, winograd5InputGradient } from './winograd5';
export { depthwiseForward, depthwiseFilterGradient, depthwiseInputGradient } from './depthwise';
export { maxPoolLines, maxPoolLinesGradient } from './pooling-lines';
export { maxPoolGradient, maxPool2x2, maxPool2x2Gradient, maxPool2x2Marked, maxPool2x2FromMarks, averagePoolGradient } from './pooling';
export { sumColumns, sumRows, segmentSum, maxColumns, maxColumnsGradient } from './reduce';
export {
  reluForward,
  reluGradient,
  addRow,
  addInto,
  multiply,
  reluInPlace,
  addRowRelu,
  fillFloats,
  boolToFloat,
  intToFloat,
  floatToInt,
  boolToInt,
} from './elementwise';
export { compare, select, logical } from './comparison';
export {
  repeatRow,
  repeatColumn,
  copyRows,
  widenRows,
  narrowRows,
  transposeBatch,
  copyBytes,
  gatherRows,
  copyRuns,
  tileAxis,
  permute,
} from './movement';
export { batchNormForward, batchNormGradient, movingAverage } from './normalization';
export { layerNormForward, layerNormGradient } from './layernorm';
export { softmaxForward, softmaxGradient } from './softmax';
export {
  preluForward,
  tanhForward,
  tanhGradient,
  sigmoidGradient,
  expForward,
  rootForward,
  swishForward,
  swishGradient,
  geluForward,
  geluGradient,
  erfForward,
  eluForward,
  softplusForward,
  leaky,
  eluGradient,
} from './activation';
export { lstmCell, lstmCellGradient } from './lstm-cell';
export { lstmStep, lstmStepGradient, gruGates, gruOutput, gruCandidateGradient, gruResetGradient } from './recurrent';
export { orthonormalize } from './orthonormal';
export { dropoutForward, drawNormal, drawTruncatedNormal, drawUniform } from './random';
export { bilinearGradient, repeatPixels, sumPixels } from './image';
export { adamStep, dropSmall, rmspropStep, momentumStep, descentStep } from './optimizer';
export { crossEntropyForward, crossEntropyGradient } from './loss';
export {
  stackPlanes, addPlanes, maxPoolForward3d, maxPoolGradient3d, averagePoolForward3d, averagePoolGradient3d,
} from './volume'; // prettier-ignore
