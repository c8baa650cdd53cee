/**
 * Whether two pictures show the same, on machines whose fonts and smoothing differ: both are scaled to blocks that are
 * larger than a letter, and what is not background is compared.
 */
import type { Page } from 'playwright-core';

/** Width of the pictures that are kept. */
const keptWidth = 240;

/** A screenshot made small, as JPEG. The page must be a blank one: panels allow no such scripts. */
export async function shrink(blank: Page, png: Buffer): Promise<Buffer> {
  const data = await blank.evaluate(
    async ([source, width]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = Math.round((image.height / image.width) * width);
      const context = canvas.getContext('2d')!;
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      return canvas.toDataURL('image/jpeg', 0.8).split(',')[1]!;
    },
    [png.toString('base64'), keptWidth] as const,
  );
  return Buffer.from(data, 'base64');
}

/**
 * How much of two small pictures differs, as a share of what stands in them before the background: 0 for the same, about
 * 1 when one has what the other has not, more when the backgrounds differ or the sizes do.
 */
export function difference(blank: Page, a: Buffer, b: Buffer): Promise<number> {
  return blank.evaluate(
    async ([one, other]) => {
      const block = 4;
      const blocks = async (data: string) => {
        const image = new Image();
        image.src = `data:image/jpeg;base64,${data}`;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = Math.ceil(image.width / block);
        canvas.height = Math.ceil(image.height / block);
        const context = canvas.getContext('2d')!;
        context.imageSmoothingQuality = 'high';
        context.drawImage(image, 0, 0, canvas.width, canvas.height);
        return context.getImageData(0, 0, canvas.width, canvas.height);
      };
      const [first, second] = [await blocks(one), await blocks(other)];
      if (first.width !== second.width || first.height !== second.height) return Infinity;
      const background = [0, 1, 2].map((channel) => {
        const values = [...first.data.filter((_, i) => i % 4 === channel)].sort((x, y) => x - y);
        return values[values.length >> 1]!;
      });
      let [differing, standing] = [0, 1];
      for (let i = 0; i < first.data.length; i++) {
        if (i % 4 === 3) continue;
        const [x, y, ground] = [first.data[i]!, second.data[i]!, background[i % 4]!];
        differing += Math.abs(x - y);
        standing += Math.max(Math.abs(x - ground), Math.abs(y - ground));
      }
      return differing / standing;
    },
    [a.toString('base64'), b.toString('base64')] as const,
  );
}
