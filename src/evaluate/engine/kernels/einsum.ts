/** Einsum, which the stock backend lacks: transposed, broadcast, multiplied and summed, as TensorFlow.js plans it. */
import type { Device } from '../device';
import { sameShape, type TensorInfo } from '../internals';

export function registerEinsum(device: Device): void {
  device.register('Einsum', ({ inputs, attrs }) =>
    einsum(device, Object.values(inputs) as TensorInfo[], attrs.equation as string),
  );
}

function einsum(device: Device, operands: readonly TensorInfo[], equation: string): TensorInfo {
  const { backend_util } = device.tf;
  const { allDims, summedDims, idDims } = backend_util.decodeEinsumEquation(equation, operands.length);
  backend_util.checkEinsumDimSizes(allDims.length, idDims, operands as never);
  const { path, steps } = backend_util.getEinsumComputePath(summedDims, idDims);
  let remaining = allDims.length;
  let result: TensorInfo | undefined;
  const replace = (next: TensorInfo): void => {
    if (result) device.free(result);
    result = next;
  };
  steps.forEach((terms, step) => {
    for (const term of terms) {
      const aligned = align(device, operands[term] as TensorInfo, remaining, idDims[term] as number[]);
      if (!result) result = aligned;
      else {
        replace(device.run('Multiply', { a: aligned, b: result }));
        device.free(aligned);
      }
    }
    if (step === steps.length - 1) return;
    const axis = path[step] as number;
    if (axis >= 0 && result) {
      replace(
        device.run('Sum', { x: result }, { axis: axis - (allDims.length - remaining), keepDims: false }),
      );
    }
    remaining--;
  });
  if (!result) throw new Error(`Einsum "${equation}" has no operand.`);
  return result;
}

/** The operand with its axes in the order of all axes, of size 1 where it has none. Belongs to the caller. */
function align(device: Device, x: TensorInfo, rank: number, dims: number[]): TensorInfo {
  const { backend_util } = device.tf;
  const { permutationIndices, expandDims } = backend_util.getEinsumPermutation(rank, dims);
  const perm = permutationIndices;
  const turned = backend_util.isIdentityPermutation(perm)
    ? device.share(x)
    : device.run('Transpose', { x }, { perm });
  const shape = [...turned.shape];
  for (const axis of expandDims) shape.splice(axis, 0, 1);
  return sameShape(shape, turned.shape) ? turned : device.reshaped(turned, shape);
}
