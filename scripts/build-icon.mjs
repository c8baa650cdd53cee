// Renders media/icon.svg into media/icon.png (256 pixels) with the Chromium of the test hosts.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const hosts = JSON.parse(await readFile(path.join(root, '.vscode-test/hosts/hosts.json'), 'utf8'));
const svg = await readFile(path.join(root, 'media/icon.svg'), 'utf8');
const { file, env } = hosts.chromium;
const browser = await chromium.launch({
  executablePath: file,
  env: { ...process.env, ...env },
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
  await page.screenshot({ path: path.join(root, 'media/icon.png'), omitBackground: true });
} finally {
  await browser.close();
}
