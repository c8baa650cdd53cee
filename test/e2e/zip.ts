import { readFileSync } from 'node:fs';

/** The names of the files in a zip archive, from its central directory. */
export function namesInZip(file: string): string[] {
  const data = readFileSync(file);
  const end = data.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0) throw new Error(`${file} is no zip archive.`);
  const names: string[] = [];
  let at = data.readUInt32LE(end + 16);
  for (let left = data.readUInt16LE(end + 10); left > 0; left--) {
    const lengths = [28, 30, 32].map((offset) => data.readUInt16LE(at + offset));
    const [name = 0, extra = 0, comment = 0] = lengths;
    names.push(data.toString('utf8', at + 46, at + 46 + name));
    at += 46 + name + extra + comment;
  }
  return names;
}
