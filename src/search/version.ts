/** Espalier's own version. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** From the package.json above the bundle (`dist/`) or the source; `unknown` when it is not there. */
export function version(): string {
  for (const folder of ['..', '../..']) {
    try {
      const text = readFileSync(path.join(__dirname, folder, 'package.json'), 'utf8');
      const content = JSON.parse(text) as { name?: unknown; version?: unknown };
      if (content.name === 'espalier' && typeof content.version === 'string') return content.version;
    } catch {
      // Not there: one folder up.
    }
  }
  return 'unknown';
}
