import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The checkout: what is under test. */
export const root = path.resolve(__dirname, '../..');

/** What scripts/install-test-hosts.mjs found or brought. */
export interface TestHosts {
  readonly node: string;
  readonly server: string;
  readonly chromium: { readonly file: string; readonly env: Readonly<Record<string, string>> };
}

/** Reads where the VS Code server, its Node and the browser are. Throws with what to do when they are not there. */
export function testHosts(): TestHosts {
  const file = path.join(root, '.vscode-test/hosts/hosts.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as TestHosts;
  } catch (cause) {
    throw new Error('The test hosts are missing: run "node scripts/install-test-hosts.mjs" first.', {
      cause,
    });
  }
}
