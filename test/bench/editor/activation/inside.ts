/** Runs in the extension host: times the activation of two extensions, the one that is named first before the other. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';

export async function run(): Promise<void> {
  const order = JSON.parse(readFileSync(path.join(__dirname, 'order.json'), 'utf8')) as string[];
  const times: Record<string, number> = {};
  for (const id of order) {
    const extension = vscode.extensions.getExtension(id);
    if (!extension || extension.isActive) throw new Error(`${id} is missing or active already.`);
    const start = performance.now();
    await extension.activate();
    times[id] = performance.now() - start;
  }
  writeFileSync(path.join(__dirname, 'times.json'), JSON.stringify(times));
}
