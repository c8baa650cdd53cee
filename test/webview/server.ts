/** Serves the built panel in the page that the extension gives it, under the same CSP, with the fake host before it. */
import { createServer } from 'node:http';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import esbuild from 'esbuild';

const root = path.resolve(__dirname, '../..');

export type Theme = 'dark' | 'light' | 'contrast' | 'contrast-light';

/** As VS Code marks the body, see https://code.visualstudio.com/api/extension-guides/webview#theming-webview-content. */
const bodies: Readonly<Record<Theme, string>> = {
  dark: 'class="vscode-dark" data-vscode-theme-kind="vscode-dark"',
  light: 'class="vscode-light" data-vscode-theme-kind="vscode-light"',
  contrast: 'class="vscode-high-contrast" data-vscode-theme-kind="vscode-high-contrast"',
  'contrast-light':
    'class="vscode-high-contrast-light vscode-high-contrast" data-vscode-theme-kind="vscode-high-contrast-light"',
};

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

/** A page that shows many panels need not compile their script anew. */
const kept = { 'cache-control': 'max-age=3600' };

export interface HarnessServer {
  readonly url: string;
  close(): Promise<void>;
}

/** The panel at `/?theme=dark&trials=200&state=running`, see harness/host.ts. */
export async function serveHarness(): Promise<HarnessServer> {
  const host = await bundle('test/webview/harness/host.ts');
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    void answer(url, host).then(
      ({ type, body, headers }) => response.writeHead(200, { 'content-type': type, ...headers }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function bundle(entry: string): Promise<string> {
  const built = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'error',
  });
  return built.outputFiles[0]?.text ?? '';
}

interface Answer {
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

async function answer(url: URL, host: string): Promise<Answer> {
  if (url.pathname === '/') return page((url.searchParams.get('theme') ?? 'dark') as Theme);
  if (url.pathname === '/host.js') return { type: 'text/javascript', body: host, headers: kept };
  const folder = url.pathname.startsWith('/themes/') ? 'test/webview/harness' : 'dist/webview';
  const file = path.join(root, folder, path.normalize(url.pathname));
  const type = types[path.extname(file)] ?? 'application/octet-stream';
  return { type, body: await readFile(file), headers: kept };
}

function page(theme: Theme): Answer {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data: blob:",
    'worker-src blob:',
  ].join('; ');
  const body = `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta property="csp-nonce" content="${nonce}" />
    <link rel="icon" href="data:," />
    <title>Espalier</title>
    <link rel="stylesheet" href="/themes/webview.css" />
    <link rel="stylesheet" href="/themes/${theme}.css" />
    <link rel="stylesheet" href="/panel.css" />
  </head>
  <body ${bodies[theme]}>
    <div id="root"></div>
    <script nonce="${nonce}" src="/host.js"></script>
    <script nonce="${nonce}" src="/panel.js"></script>
  </body>
</html>`;
  return { type: 'text/html', body, headers: { 'content-security-policy': policy } };
}
