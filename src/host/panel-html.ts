import { randomBytes } from 'node:crypto';

export interface PanelResources {
  /** Addresses of the panel's script and style sheet, as the webview may load them. */
  readonly script: string;
  readonly style: string;
  /** The webview's own source for a content security policy. */
  readonly cspSource: string;
  readonly language: string;
  readonly title: string;
}

/** The panel's page: one script that may run, by a nonce that nobody can guess, and no markup from anywhere. */
export function panelHtml(resources: PanelResources): string {
  const nonce = randomBytes(24).toString('base64');
  const { script, style, cspSource, language, title } = resources;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    // The layout of networks; its code is part of the panel's script.
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escape(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<link rel="stylesheet" href="${escape(style)}">
<title>${escape(title)}</title>
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" src="${escape(script)}"></script>
</body>
</html>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
