import { createHash } from 'node:crypto';
import { domainKey } from './domain';
import type { HintedFile } from './language';

/**
 * A digest of a file's variables (labels, domains, turns, order): what was scored is written back only while it is
 * the same. Other code, written values and where the hints stand do not count.
 */
export function hintsDigest(file: HintedFile): string {
  const variables = file.hints.flatMap((hint) =>
    hint.role === 'variable' ? [[hint.label, domainKey(hint.domain), hint.turns?.length ?? 0]] : [],
  );
  return createHash('sha256').update(JSON.stringify(variables)).digest('hex').slice(0, 20);
}

/** A digest of a file's text, whatever its line ends and byte order mark. */
export function textDigest(text: string): string {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n');
  return createHash('sha256').update(plain).digest('hex').slice(0, 20);
}
