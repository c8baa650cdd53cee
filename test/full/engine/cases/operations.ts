/** Operations and their gradients over random shapes, strides, paddings, dilations and data formats. */
import type * as tf from '@tensorflow/tfjs';
import type { Case, Random, TensorFlow } from './random';

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

/** What subtracts numbers of the same size loses digits. */
const CANCELS = 1e-4;

/** The value of the operation, and the gradient of a weighted sum of squares by each input. */
function valueAndGradients(
  tf: TensorFlow,
  random: Random,
  operation: Operation,
  inputs: tf.Tensor[],
): tf.Tensor[] {
  const value = operation(...inputs);
  const weights = random.tensor(tf, value.shape);
  const loss: Operation = (...args) => {
    const y = operation(...args);
    return tf.sum(tf.mul(tf.add(tf.square(y), y), weights));
  };
  return [value, ...tf.grads(loss)(inputs)];
}

const operation = (
  name: string,
  run: (tf: TensorFlow, random: Random) => [Operation, tf.Tensor[]],
  tolerance?: number,
): Case => ({
  name,
  ...(tolerance ? { tolerance } : {}),
  covers: [],
  run: (tf, random) => valueAndGradients(tf, random, ...run(tf, random)),
});

type Image = tf.Tensor4D;
const explicit = (random: Random, size: number): number => random.int(0, Math.max(0, size - 1));

/** Strides and dilation of which one at most is above 1, as TensorFlow.js demands. */
function strideOrDilation(random: Random): [[number, number], number | [number, number]] {
  if (random.next() < 0.3)
    return [
      [1, 1],
      [random.int(1, 3), random.int(1, 3)],
    ];
  return [[random.int(1, 3), random.int(1, 3)], 1];
}

function padding(random: Random, kernel: number): 'same' | 'valid' | number {
  return random.pick(['same', 'valid', explicit(random, kernel)] as const);
}

/** At least as large as the dilated kernel, so that 'valid' has a result. */
function side(random: Random, kernel: number, dilation: number, most = 12): number {
  const least = (kernel - 1) * dilation + 1;
  return random.int(least, Math.max(least, most));
}

const convolution = operation('conv2d', (tf, random) => {
  const kernel: [number, number] = [random.int(1, 4), random.int(1, 4)];
  const [strides, dilation] = strideOrDilation(random);
  const dilations = [dilation, dilation].flat() as [number, number];
  const format = random.pick(['NHWC', 'NHWC', 'NCHW'] as const);
  const channels = random.int(1, 9);
  const size = [side(random, kernel[0], dilations[0]), side(random, kernel[1], dilations[1])];
  const batch = random.int(1, 3);
  const shape = format === 'NHWC' ? [batch, ...size, channels] : [batch, channels, ...size];
  const pad = padding(random, Math.min(...kernel));
  const inputs = [random.tensor(tf, shape), random.tensor(tf, [...kernel, channels, random.int(1, 18)])];
  return [(x, f) => tf.conv2d(x as Image, f as Image, strides, pad, format, dilations), inputs];
});

const winograd = operation('conv2d 3×3, many channels', (tf, random) => {
  const [c, n] = [4 * random.int(2, 9), 4 * random.int(2, 9)];
  const inputs = [
    random.tensor(tf, [random.int(1, 3), random.int(3, 11), random.int(3, 11), c]),
    random.tensor(tf, [3, 3, c, n]),
  ];
  const pad = random.pick(['same', 'valid', 1, 2] as const);
  return [(x, f) => tf.conv2d(x as Image, f as Image, 1, pad), inputs];
});

const fewChannels = operation('conv2d, few channels', (tf, random) => {
  const kernel: [number, number] = [random.int(1, 5), random.int(2, 5)];
  const strides: [number, number] = [random.int(1, 3), random.int(1, 3)];
  const channels = random.int(1, 4);
  const size = [random.int(7, 12), random.int(7, 12)];
  const inputs = [
    random.tensor(tf, [random.int(1, 3), ...size, channels]),
    random.tensor(tf, [...kernel, channels, random.bool() ? 8 * random.int(1, 6) : random.int(6, 50)]),
  ];
  const pad = random.pick(['same', 'valid'] as const);
  return [(x, f) => tf.conv2d(x as Image, f as Image, strides, pad), inputs];
});

const fewOutputs = operation('conv2d, few outputs', (tf, random) => {
  const kernel: [number, number] = [random.int(1, 5), random.int(1, 5)];
  const size = [random.int(5, 12), random.int(5, 12)];
  const channels = random.bool() ? 16 * random.int(1, 3) : random.int(6, 50);
  const inputs = [
    random.tensor(tf, [random.int(1, 3), ...size, channels]),
    random.tensor(tf, [...kernel, channels, random.int(1, 4)]),
  ];
  const strides: [number, number] = random.next() < 0.8 ? [1, 1] : [random.int(1, 2), 2];
  const pad = random.pick(['same', 'valid'] as const);
  return [(x, f) => tf.conv2d(x as Image, f as Image, strides, pad), inputs];
});

const depthwise = operation('depthwiseConv2d', (tf, random) => {
  const kernel: [number, number] = [random.int(1, 4), random.int(1, 4)];
  const [strides, dilation] = strideOrDilation(random);
  const dilations = [dilation, dilation].flat() as [number, number];
  const channels = random.int(1, 40);
  const size = [side(random, kernel[0], dilations[0]), side(random, kernel[1], dilations[1])];
  const multiplier = random.next() < 0.6 ? 1 : random.int(2, 3);
  const inputs = [
    random.tensor(tf, [random.int(1, 3), ...size, channels]),
    random.tensor(tf, [...kernel, channels, multiplier]),
  ];
  const pad = random.pick(['same', 'valid'] as const);
  return [(x, f) => tf.depthwiseConv2d(x as Image, f as Image, strides, pad, 'NHWC', dilations), inputs];
});

const pooling = (name: 'maxPool' | 'avgPool'): Case =>
  operation(name, (tf, random) => {
    const isLine = random.bool();
    const line: [number, number] = [random.int(2, 4), 1];
    const any: [number, number] = random.bool() ? [2, 2] : [random.int(1, 4), random.int(1, 4)];
    const window = isLine ? line : any;
    const apart: [number, number] = random.bool() ? [2, 2] : [random.int(1, 3), random.int(1, 3)];
    const strides = isLine ? line : apart;
    const size = [side(random, window[0], 1), isLine ? 1 : side(random, window[1], 1)];
    // Values on a coarse grid make equal maxima, of which the first one counts.
    const x = random.tensor(tf, [random.int(1, 3), ...size, random.int(1, 18)]);
    const input = random.bool() ? tf.div(tf.round(tf.mul(x, 4)), 4) : x;
    const pad = random.pick(['same', 'valid'] as const);
    return [(t) => tf[name](t as Image, window, strides, pad), [input]];
  });

const matMul = operation('matMul', (tf, random) => {
  const [m, k, n] = [random.int(1, 40), random.int(1, 300), random.int(1, 40)];
  const [transposeA, transposeB] = [random.bool(), random.bool()];
  const batch = random.pick([[], [3], [2, 3]]);
  const a = random.tensor(tf, [...batch, ...(transposeA ? [k, m] : [m, k])]);
  const b = random.tensor(tf, [...batch, ...(transposeB ? [n, k] : [k, n])]);
  return [(x, y) => tf.matMul(x, y, transposeA, transposeB), [a, b]];
});

/** Broadcast over the batch the product has no gradient in TensorFlow.js, or a wrong one. */
const broadcastMatMul: Case = {
  name: 'matMul, broadcast',
  covers: [],
  run: (tf, random) => {
    const [m, k, n] = [random.int(1, 20), random.int(1, 50), random.int(1, 20)];
    const [batchA, batchB] = random.pick([
      [[], [3]],
      [[3], [1]],
      [
        [2, 1],
        [1, 3],
      ],
      [[2, 3], [3]],
      [
        [2, 1, 2],
        [3, 1],
      ],
    ]) as [number[], number[]];
    const [a, b] = [random.tensor(tf, [...batchA, m, k]), random.tensor(tf, [...batchB, k, n])];
    if (tf.getBackend() !== 'cpu') return [tf.matMul(a, b)];
    // The cpu backend takes the wrong matrices, so they are spread out for it.
    const shape = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
    return [tf.matMul(tf.broadcastTo(a, [...shape, m, k]), tf.broadcastTo(b, [...shape, k, n]))];
  },
};

function axes(random: Random, rank: number): number[] {
  return random.shuffled(Array.from({ length: rank }, (_, i) => i)).slice(0, random.int(1, rank));
}

/** Both operands of a broadcast: of the shape, each with some axes of one element or without the first ones. */
function broadcastShapes(random: Random): [number[], number[]] {
  const shape = Array.from({ length: random.int(1, 4) }, () => random.int(1, 19));
  const part = (): number[] =>
    shape.map((length) => (random.next() < 0.35 ? 1 : length)).slice(random.int(0, shape.length - 1));
  return random.pick([
    [shape, part()],
    [part(), shape],
    [shape, shape],
    [shape, []],
  ] as const) as [number[], number[]];
}

const transposition: Case = {
  name: 'transpose, any axes',
  covers: [],
  run: (tf, random) => {
    const shape = Array.from({ length: random.int(2, 6) }, () => random.int(1, 6));
    const perm = random.shuffled(shape.map((_, axis) => axis));
    return [tf.transpose(random.tensor(tf, shape), perm), tf.transpose(random.ints(tf, shape, -9, 9), perm)];
  },
};

const comparisons: Case = {
  name: 'comparisons, broadcast',
  covers: [],
  run: (tf, random) => {
    const [left, right] = broadcastShapes(random);
    const integers = random.bool();
    // Few values, so that some are equal.
    const draw = (shape: number[]): tf.Tensor => {
      const tensor = random.ints(tf, shape, -2, 2);
      return integers ? tensor : tf.where(tf.equal(tensor, 2), NaN, tf.cast(tensor, 'float32'));
    };
    const [a, b] = [draw(left), draw(right)];
    const compared = [tf.equal, tf.notEqual, tf.greater, tf.greaterEqual, tf.less, tf.lessEqual].map(
      (compare) => compare(a, b),
    );
    const [x, y] = [compared[1] as tf.Tensor, compared[2] as tf.Tensor];
    const joined = [tf.logicalAnd(x, y), tf.logicalOr(x, y)];
    const chosen = tf.where(x, random.tensor(tf, x.shape), random.tensor(tf, x.shape));
    return [...compared, ...joined, chosen];
  },
};

const reduction = (name: 'sum' | 'mean' | 'max' | 'min' | 'prod' | 'logSumExp'): Case =>
  operation(
    name,
    (tf, random) => {
      const shape = [random.int(1, 5), random.int(1, 6), random.int(1, 7), random.int(1, 9)];
      const along = name === 'prod' ? [random.int(0, 3)] : axes(random, 4);
      const keep = random.bool();
      return [(x) => tf[name](x, along, keep), [random.tensor(tf, shape)]];
    },
    name === 'logSumExp' ? CANCELS : undefined,
  );

const shape4 = (random: Random): number[] => [
  random.int(1, 5),
  random.int(1, 6),
  random.int(1, 7),
  random.int(1, 9),
];

const movement: Case[] = [
  operation('transpose', (tf, random) => {
    const perm = random.shuffled([0, 1, 2, 3]);
    return [(x) => tf.transpose(x, perm), [random.tensor(tf, shape4(random))]];
  }),
  operation('tile', (tf, random) => {
    const reps = [random.int(1, 3), random.int(1, 3), random.int(1, 2), random.int(1, 3)];
    return [(x) => tf.tile(x, reps), [random.tensor(tf, shape4(random))]];
  }),
  operation('slice', (tf, random) => {
    const shape = shape4(random);
    const begin = shape.map((size) => random.int(0, size - 1));
    const size = shape.map((n, i) => random.int(1, n - (begin[i] as number)));
    return [(x) => tf.slice(x, begin, size), [random.tensor(tf, shape)]];
  }),
  operation('split and concat', (tf, random) => {
    const shape = shape4(random).map((size) => 2 * size);
    const axis = random.int(0, 3);
    return [(x) => tf.concat(tf.split(x, 2, axis).reverse(), axis), [random.tensor(tf, shape)]];
  }),
  operation('unstack and stack', (tf, random) => {
    const axis = random.int(0, 3);
    const to = random.int(0, 3);
    return [(x) => tf.stack(tf.unstack(x, axis).reverse(), to), [random.tensor(tf, shape4(random))]];
  }),
  operation('gather', (tf, random) => {
    const rows = random.int(3, 20);
    const ids = random.ints(tf, [random.int(1, 6), random.int(1, 6)], 0, rows - 1);
    return [(x) => tf.gather(x, ids as tf.Tensor2D), [random.tensor(tf, [rows, random.int(1, 9)])]];
  }),
  operation('pad and reverse', (tf, random) => {
    const pads = [0, 1, 2, 3].map(() => [random.int(0, 2), random.int(0, 2)] as [number, number]);
    return [(x) => tf.reverse(tf.pad(x, pads), random.int(0, 0)), [random.tensor(tf, shape4(random))]];
  }),
  operation(
    'broadcast arithmetic',
    (tf, random) => {
      const shape = shape4(random);
      const other = shape.map((size) => (random.bool() ? size : 1)).slice(random.int(0, 3));
      const b = random.tensor(tf, other, 0.5, 2);
      return [(x, y) => tf.div(tf.sub(tf.mul(tf.add(x, y), y), x), y), [random.tensor(tf, shape), b]];
    },
    CANCELS,
  ),
];

const einsum = operation('einsum', (tf, random) => {
  const size: Record<string, number> = {};
  for (const index of 'abcdef') size[index] = random.int(1, 5);
  const equation = random.pick([
    'ab,bc->ac', 'abc,cd->abd', 'abc,adc->abd', 'abcd,aecd->abe', 'ab,cb->ca', 'ab->ba', 'abc->b', 'ab,ab->ab',
    'abcd,acbe->adbe', 'a,b->ab',
  ]); // prettier-ignore
  const terms = (equation.split('->')[0] as string).split(',');
  const inputs = terms.map((term) =>
    random.tensor(
      tf,
      [...term].map((index) => size[index] as number),
    ),
  );
  const trains = tf.getGradient('Einsum') !== undefined;
  return [
    (...operands) => (trains ? tf.einsum(equation, ...operands) : composed(tf, equation, operands)),
    inputs,
  ];
});

/** What the equation says by broadcast products and sums: the stock einsum has no gradient to compare with. */
function composed(tf: TensorFlow, equation: string, operands: tf.Tensor[]): tf.Tensor {
  const [left, right] = equation.split('->') as [string, string];
  const all = [...new Set(left.replaceAll(',', ''))];
  const aligned = left.split(',').map((term, i) => {
    const own = all.filter((index) => term.includes(index));
    const turned = tf.transpose(
      operands[i] as tf.Tensor,
      own.map((index) => term.indexOf(index)),
    );
    let axis = 0;
    return tf.reshape(
      turned,
      all.map((index) => (term.includes(index) ? (turned.shape[axis++] as number) : 1)),
    );
  });
  const product = aligned.reduce((a, b) => tf.mul(a, b));
  const summed = all.map((_, i) => i).filter((i) => !right.includes(all[i] as string));
  const rest = all.filter((index) => right.includes(index));
  return tf.transpose(
    tf.sum(product, summed),
    [...right].map((index) => rest.indexOf(index)),
  );
}

const UNARY = [
  'relu', 'relu6', 'elu', 'selu', 'leakyRelu', 'sigmoid', 'tanh', 'softplus', 'exp', 'erf', 'abs', 'square', 'neg',
  'sin', 'cos', 'atan', 'asinh', 'expm1', 'softmax', 'logSoftmax', 'logSigmoid', 'cosh', 'sinh', 'step', 'sign',
  'floor', 'round',
] as const; // prettier-ignore
const POSITIVE = ['log', 'log1p', 'sqrt', 'rsqrt', 'reciprocal'] as const;

const unary: Case[] = [...UNARY, ...POSITIVE].map((name) =>
  operation(name, (tf, random) => {
    const positive = (POSITIVE as readonly string[]).includes(name);
    const shape = [random.int(1, 5), random.int(1, 21)];
    return [(x) => (tf[name] as Operation)(x), [random.tensor(tf, shape, positive ? 0.2 : -3, 3)]];
  }),
);

const binary: Case[] = (['maximum', 'minimum', 'pow', 'squaredDifference', 'div', 'atan2'] as const).map(
  (name) =>
    operation(name, (tf, random) => {
      const shape = [random.int(1, 5), random.int(1, 21)];
      // The stock gradients of some do not know broadcasting.
      const fixed = name === 'maximum' || name === 'minimum' || name === 'squaredDifference';
      const other = fixed ? shape : random.pick([shape, [shape[1] as number], [1]]);
      return [(x, y) => tf[name](x, y), [random.tensor(tf, shape, 0.2, 2), random.tensor(tf, other, 0.3, 2)]];
    }),
);

const more: Case[] = [
  operation('prelu', (tf, random) => {
    const shape = [random.int(1, 4), random.int(1, 5), random.int(1, 9)];
    const slopes = random.pick([shape.slice(1), [1, shape[2] as number], shape.slice(2)]);
    return [(x, alpha) => tf.prelu(x, alpha), [random.tensor(tf, shape), random.tensor(tf, slopes)]];
  }),
  operation('where and clip', (tf, random) => {
    const shape = shape4(random);
    const condition = tf.cast(random.ints(tf, shape, 0, 1), 'bool');
    const inputs = [random.tensor(tf, shape), random.tensor(tf, shape)];
    return [(x, y) => tf.where(condition, tf.clipByValue(x, -0.5, 0.5), y), inputs];
  }),
  operation('resizing', (tf, random) => {
    const size: [number, number] = [random.int(1, 9), random.int(1, 9)];
    // The stock gradient of a bilinear resize exchanges height and width.
    const side = random.int(2, 6);
    const x = random.tensor(tf, [random.int(1, 2), side, side, random.int(1, 4)]);
    const method = random.pick(['resizeBilinear', 'resizeNearestNeighbor'] as const);
    return [(t) => tf.image[method](t as Image, size), [x]];
  }),
  operation('cumsum', (tf, random) => {
    const axis = random.int(0, 3);
    const [exclusive, reverse] = [random.bool(), random.bool()];
    // The stock gradient has its axes permuted when they are of different sizes.
    const side = random.int(1, 5);
    return [(x) => tf.cumsum(x, axis, exclusive, reverse), [random.tensor(tf, [side, side, side, side])]];
  }),
];

const largeTiles = ([3, 5] as const).map((size) =>
  operation(`conv2d ${size}×${size}, large tiles`, (tf, random) => {
    // Others are rounded up with zeros.
    const channels = (): number => (random.bool() ? 8 * random.int(1, 16) : random.int(4, 140));
    const [c, n] = [channels(), channels()];
    const [low, high] = random.pick([[-1, 1], [0, 1], [-0.1, 4]] as const); // prettier-ignore
    const inputs = [
      random.tensor(tf, [random.int(1, 2), random.int(size, 14), random.int(size, 14), c], low, high),
      random.tensor(tf, [size, size, c, n]),
    ];
    const pad = random.pick(['same', 'valid', 1, 2] as const);
    return [(x, f) => tf.conv2d(x as Image, f as Image, 1, pad), inputs];
  }),
);

/** Lines of one dimension, and windows whose taps lie apart, of enough channels for the quick forms. */
const apart = ([1, 3] as const).map((rows) =>
  operation(`conv2d ${rows}×3, taps apart`, (tf, random) => {
    const channels = (): number => (random.bool() ? 8 * random.int(1, 8) : random.int(8, 70));
    const dilations = [random.int(1, 3), random.int(1, 4)] as [number, number];
    const height = rows === 1 ? random.int(1, 3) : random.int(2 * dilations[0] + 1, 13);
    const x = [random.int(1, 3), height, random.int(2 * dilations[1] + 1, 21), channels()];
    const inputs = [random.tensor(tf, x), random.tensor(tf, [rows, 3, x[3] as number, channels()])];
    const pad = random.pick(['same', 'valid'] as const);
    return [(x, f) => tf.conv2d(x as Image, f as Image, 1, pad, 'NHWC', dilations), inputs];
  }),
);

const bilinear = operation('resizeBilinear', (tf, random) => {
  const x = random.tensor(tf, [random.int(1, 2), random.int(1, 7), random.int(1, 7), random.int(1, 9)]);
  const size: [number, number] = [random.int(1, 12), random.int(1, 12)];
  const corners = random.bool();
  return [(x) => tf.image.resizeBilinear(x as Image, size, corners), [x]];
});

/** Large windows and strides, of enough channels for the quick forms: they go in pieces. */
const inPieces = (['lines', 'images'] as const).map((kind) =>
  operation(`conv2d in pieces, ${kind}`, (tf, random) => {
    const channels = (): number => (random.bool() ? 8 * random.int(1, 6) : random.int(6, 40));
    const strides = [kind === 'lines' ? 1 : random.int(1, 3), random.int(1, 3)] as [number, number];
    const kernel = [kind === 'lines' ? 1 : random.int(3, 9), random.int(3, 11)] as [number, number];
    const [height, width] = [kernel[0] + random.int(0, 12), kernel[1] + random.int(0, 16)];
    const x = [random.int(1, 2), height, width, channels()];
    const inputs = [random.tensor(tf, x), random.tensor(tf, [...kernel, x[3] as number, channels()])];
    const pad = random.pick(['same', 'valid'] as const);
    return [(x, f) => tf.conv2d(x as Image, f as Image, strides, pad), inputs];
  }),
);

/** Windows of four taps and more over images wide enough for parts of four. */
const inParts = operation('conv2d in parts of four taps', (tf, random) => {
  const channels = (): number => (random.bool() ? 8 * random.int(1, 3) : random.int(6, 20));
  const [low, high] = random.pick([[-1, 1], [0, 1], [-0.1, 4]] as const); // prettier-ignore
  const kernel = [random.pick([3, 4, 6, 7, 8]), random.pick([4, 6, 7, 8, 10])] as [number, number];
  const [height, width] = [kernel[0] + random.int(0, 8), kernel[1] + 12 + random.int(0, 5)];
  const x = [random.int(1, 2), height, width, channels()];
  const inputs = [
    random.tensor(tf, x, low, high),
    random.tensor(tf, [...kernel, x[3] as number, channels()]),
  ];
  const pad = random.pick(['same', 'valid', 1] as const);
  return [(x, f) => tf.conv2d(x as Image, f as Image, 1, pad), inputs];
});

export const operationCases: Case[] = [
  comparisons,
  transposition,
  convolution,
  winograd,
  fewChannels,
  fewOutputs,
  ...largeTiles,
  ...apart,
  ...inPieces,
  inParts,
  bilinear,
  depthwise,
  pooling('maxPool'),
  pooling('avgPool'),
  matMul,
  broadcastMatMul,
  ...(['sum', 'mean', 'max', 'min', 'prod', 'logSumExp'] as const).map(reduction),
  ...movement,
  einsum,
  ...unary,
  ...binary,
  ...more,
];
