/** Layers that can take each other's place: the same input, an output of the same rank, common arguments. */

/** Layers that are alike, with the arguments that each has beyond those that all of a family share. */
type Family = Readonly<Record<string, readonly string[]>>;

const SEPARABLE = [
  'depthMultiplier',
  'depthwiseInitializer',
  'pointwiseInitializer',
  'depthwiseRegularizer',
  'pointwiseRegularizer',
  'depthwiseConstraint',
  'pointwiseConstraint',
];
const GATED = ['recurrentActivation', 'implementation'];

const FAMILIES: readonly Family[] = [
  { maxPooling1d: [], averagePooling1d: [] },
  { maxPooling2d: [], averagePooling2d: [] },
  { maxPooling3d: [], averagePooling3d: [] },
  { globalMaxPooling1d: [], globalAveragePooling1d: [] },
  { globalMaxPooling2d: [], globalAveragePooling2d: [] },
  { lstm: [...GATED, 'unitForgetBias'], gru: GATED, simpleRNN: [] },
  { conv2d: [], separableConv2d: SEPARABLE },
  { dropout: ['noiseShape', 'seed'], gaussianDropout: [], alphaDropout: ['noiseShape'] },
  {
    batchNormalization: [
      'momentum',
      'movingMeanInitializer',
      'movingVarianceInitializer',
      'betaConstraint',
      'gammaConstraint',
    ],
    layerNormalization: [],
  },
  { reLU: ['maxValue'], leakyReLU: ['alpha'], elu: ['alpha'] },
  { add: [], average: [], maximum: [], multiply: [] },
];

/** Other names of layers. */
const ALIASES: Readonly<Record<string, string>> = {
  maxPool1d: 'maxPooling1d',
  maxPool2d: 'maxPooling2d',
  averagePool1d: 'averagePooling1d',
  averagePool2d: 'averagePooling2d',
  avgPool1d: 'averagePooling1d',
  avgPool2d: 'averagePooling2d',
  avgPooling1d: 'averagePooling1d',
  avgPooling2d: 'averagePooling2d',
  globalMaxPool1d: 'globalMaxPooling1d',
  globalMaxPool2d: 'globalMaxPooling2d',
};

export interface SimilarLayer {
  readonly kind: string;
  /** Arguments of the layer as written that this one does not take. */
  readonly drops: readonly string[];
}

/** Layers that may stand in a layer's place; none when there are no others. */
export function similarLayers(kind: string): readonly SimilarLayer[] {
  const name = ALIASES[kind] ?? kind;
  const family = FAMILIES.find((candidate) => Object.hasOwn(candidate, name));
  if (!family) return [];
  const own = family[name]!;
  return Object.entries(family)
    .filter(([other]) => other !== name)
    .map(([other, takes]) => ({ kind: other, drops: own.filter((argument) => !takes.includes(argument)) }));
}

/** Every family, for tests. */
export const layerFamilies: readonly (readonly string[])[] = FAMILIES.map((family) => Object.keys(family));

/** Layers that give the next one another rank or a fixed size: a model without them is another model. */
const SHAPING =
  /^(?:input|inputLayer|flatten|reshape|permute|repeatVector|embedding|masking|resizing|centerCrop|rescaling|categoryEncoding|global\w+|concatenate|dot|add|average|maximum|minimum|multiply|bidirectional|timeDistributed|rnn|lstm|gru|simpleRNN)$/;

/** True when a model may do without a layer of this kind, or have several in a row. */
export function canVaryInNumber(kind: string): boolean {
  return !SHAPING.test(kind);
}
