/**
 * Cropping to the nearest pixel: the stock kernel rounds positions in single precision and picks other pixels. And images
 * made whole times larger, as upsampling layers do.
 */
import type { Device } from '../device';
import type { TensorInfo, TypedArray } from '../internals';

interface CropAttributes {
  cropSize: [number, number];
  method: 'bilinear' | 'nearest';
  extrapolationValue: number;
}

export function registerImage(device: Device): void {
  device.override('CropAndResize', (stock) => (args) => {
    const { image, boxes, boxInd } = args.inputs as Record<string, TensorInfo>;
    const attrs = args.attrs as unknown as CropAttributes;
    if (attrs.method !== 'nearest') return stock(args);
    return cropNearest(device, image as TensorInfo, boxes as TensorInfo, boxInd as TensorInfo, attrs);
  });
  device.override('ResizeNearestNeighbor', (stock) => (args) => {
    const { images } = args.inputs as { images: TensorInfo };
    const { size, alignCorners } = args.attrs as { size: [number, number]; alignCorners: boolean };
    const [batch, height, width, channels] = images.shape as [number, number, number, number];
    const factors = alignCorners ? undefined : wholeFactors([height, width], size);
    if (!factors || images.dtype !== 'float32') return stock(args);
    const out = device.output([batch, ...size, channels]);
    const addresses = [images, out].map((info) => device.address(info));
    device.native.repeatPixels(...addresses, batch * height, width, channels, ...factors);
    return out;
  });
  device.override('ResizeNearestNeighborGrad', (stock) => (args) => {
    const { images, dy } = args.inputs as { images: TensorInfo; dy: TensorInfo };
    const [batch, height, width, channels] = images.shape as [number, number, number, number];
    const [, ...size] = dy.shape as [number, number, number, number];
    const factors = args.attrs.alignCorners ? undefined : wholeFactors([height, width], size);
    if (!factors) return stock(args);
    const out = device.output(images.shape);
    const addresses = [dy, out].map((info) => device.address(info));
    device.native.sumPixels(...addresses, batch * height, width, channels, ...factors);
    return out;
  });
  device.register('ResizeBilinearGrad', ({ inputs, attrs }) => {
    const { images, dy } = inputs as { images: TensorInfo; dy: TensorInfo };
    const [batch, height, width, channels] = images.shape as [number, number, number, number];
    const [, rows, columns] = dy.shape as [number, number, number, number];
    const scale = (from: number, to: number): number =>
      attrs.alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
    const out = device.output(images.shape);
    device.native.bilinearGradient(
      device.address(dy), device.address(out), batch, height, width, channels, rows, columns, scale(height, rows),
      scale(width, columns),
    ); // prettier-ignore
    return out;
  });
}

/** How many times larger each side is; undefined where that is no whole number. */
function wholeFactors(from: readonly number[], to: readonly number[]): number[] | undefined {
  const factors = from.map((side, i) => (to[i] as number) / side);
  return factors.every((factor) => Number.isInteger(factor) && factor > 0) ? factors : undefined;
}

function cropNearest(
  device: Device,
  image: TensorInfo,
  boxes: TensorInfo,
  boxInd: TensorInfo,
  { cropSize: [height, width], extrapolationValue }: CropAttributes,
): TensorInfo {
  const [, rows, columns, channels] = image.shape as [number, number, number, number];
  const count = boxes.shape[0] as number;
  const out = device.output([count, height, width, channels], 'float32');
  const [pixels, bounds, images, values] = [image, boxes, boxInd, out].map((info) => device.view(info)) as [
    TypedArray,
    TypedArray,
    TypedArray,
    TypedArray,
  ];
  values.fill(extrapolationValue);
  for (let box = 0; box < count; box++) {
    const [top, left, bottom, right] = bounds.subarray(4 * box, 4 * box + 4) as unknown as number[];
    for (let y = 0; y < height; y++) {
      const row = nearest(top as number, bottom as number, rows, y, height);
      for (let x = 0; x < width; x++) {
        const column = nearest(left as number, right as number, columns, x, width);
        if (row === undefined || column === undefined) continue;
        const from = (((images[box] as number) * rows + row) * columns + column) * channels;
        values.set(pixels.subarray(from, from + channels), ((box * height + y) * width + x) * channels);
      }
    }
  }
  return out;
}

/** The index nearest to position `i` of `count` positions from `start` to `end` (fractions of `size`), if it is inside. */
function nearest(start: number, end: number, size: number, i: number, count: number): number | undefined {
  const step = count > 1 ? ((end - start) * (size - 1)) / (count - 1) : 0;
  const at = count > 1 ? start * (size - 1) + i * step : 0.5 * (start + end) * (size - 1);
  return at < 0 || at > size - 1 ? undefined : Math.round(at);
}
