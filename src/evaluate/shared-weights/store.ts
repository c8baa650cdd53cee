/** The supernet's weights on disk, a file each, so that the candidates of all processes share them. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Box } from './box';

/** Undefined when there is none yet, or none that can be read. */
export function readBox(folder: string, key: string): Box | undefined {
  try {
    // Bytes of its own: a small file's buffer is a window of Node's pool, and a cut file must not read on into it.
    const { buffer } = new Uint8Array(readFileSync(fileOf(folder, key)));
    const [rank] = new Uint32Array(buffer.slice(0, 4));
    const header = 4 * (1 + rank!);
    const shape = [...new Uint32Array(buffer.slice(4, header))];
    const values = new Float32Array(buffer.slice(header));
    return shape.length === rank && values.length === shape.reduce((product, size) => product * size, 1)
      ? { shape, values }
      : undefined;
  } catch {
    return undefined;
  }
}

/** All of it or nothing: another candidate may read at any moment. Throws when the disk does. */
export function writeBox(folder: string, key: string, { shape, values }: Box): void {
  mkdirSync(folder, { recursive: true });
  const header = Buffer.from(Uint32Array.from([shape.length, ...shape]).buffer);
  const file = fileOf(folder, key);
  const fresh = `${file}.${process.pid}`;
  writeFileSync(
    fresh,
    Buffer.concat([header, Buffer.from(values.buffer, values.byteOffset, values.byteLength)]),
  );
  renameSync(fresh, file);
}

const fileOf = (folder: string, key: string) => path.join(folder, `${key}.weight`);
