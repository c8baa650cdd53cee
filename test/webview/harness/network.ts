/** The network of a candidate of the example study: a small convolutional classifier. */
import type { Graph, GraphNode, Point } from '../../../src/protocol/study';

const file = '/home/kim/digits/model.ts';

class Builder {
  readonly nodes: GraphNode[] = [];
  readonly edges: { from: number; to: number; shape: (number | null)[] }[] = [];
  private readonly names = new Map<string, number>();

  add(
    type: string,
    from: readonly number[],
    shape: (number | null)[],
    more: Partial<GraphNode> = {},
  ): number {
    const id = this.nodes.length;
    const count = (this.names.get(type) ?? 0) + 1;
    this.names.set(type, count);
    this.nodes.push({
      id,
      name: `${type.toLowerCase()}_${count}`,
      type,
      config: {},
      shape,
      params: 0,
      ...more,
    });
    for (const input of from) this.edges.push({ from: input, to: id, shape: [...this.nodes[input]!.shape] });
    return id;
  }
}

export function network(point: Point): Graph {
  const builder = new Builder();
  const filters = Number(point['conv2d.filters']);
  const kernel = Number(point['conv2d.kernelSize']);
  const activation = String(point.act);
  const depth = Number(point.depth);
  const units = Number(point['dense.units']);
  let size = 28;
  let channels = 1;
  let last = builder.add('InputLayer', [], [28, 28, 1]);
  for (let i = 0; i < depth; i++) {
    const out = filters * (i + 1);
    const before = last;
    const conv = (from: number, width: number, line: number) =>
      builder.add('Conv2D', [from], [size, size, out], {
        config: { filters: out, kernelSize: [width, width], activation, padding: 'same' },
        params: width * width * channels * out + out,
        flops: width * width * channels * out * size * size,
        source: { file, line },
      });
    last = conv(last, kernel, 14);
    if (point.norm === true) {
      last = builder.add('BatchNormalization', [last], [size, size, out], {
        params: 4 * out,
        flops: out * size * size,
        source: { file, line: 17 },
      });
    }
    if (point.block === 1 || point.block === 2) {
      const aside = conv(before, 1, 19);
      last = builder.add(
        point.block === 1 ? 'Add' : 'Concatenate',
        [last, aside],
        [size, size, point.block === 1 ? out : 2 * out],
        {
          source: { file, line: 20 },
        },
      );
    }
    channels = point.block === 2 ? 2 * out : out;
    size = Math.ceil(size / 2);
    last = builder.add(
      point.pool === 0 ? 'MaxPooling2D' : 'AveragePooling2D',
      [last],
      [size, size, channels],
      {
        config: { poolSize: [2, 2], strides: [2, 2] },
        source: { file, line: 22 },
      },
    );
  }
  last = builder.add('Flatten', [last], [size * size * channels], { source: { file, line: 25 } });
  last = builder.add('Dense', [last], [units], {
    config: { units, activation },
    params: size * size * channels * units + units,
    flops: size * size * channels * units,
    source: { file, line: 27 },
  });
  if (point.drop === true) {
    last = builder.add('Dropout', [last], [units], {
      config: { rate: Number(point['dropout.rate']) },
      source: { file, line: 30 },
    });
  }
  builder.add('Dense', [last], [10], {
    config: { units: 10, activation: 'softmax' },
    params: units * 10 + 10,
    flops: units * 10,
    source: { file, line: 31 },
  });
  const { nodes, edges } = builder;
  const sum = (of: (node: GraphNode) => number | undefined) =>
    nodes.reduce((total, node) => total + (of(node) ?? 0), 0);
  const params = sum((node) => node.params);
  return {
    key: JSON.stringify([nodes.map(({ type, config }) => [type, config]), edges]),
    nodes,
    edges,
    params,
    trainableParams: params,
    flops: sum((node) => node.flops),
    partial: false,
  };
}
