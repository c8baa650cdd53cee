import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from './hosts';
import { packagedExtension } from './package';
import { Workbench } from './workbench';

const themes = { light: 'Light Modern', dark: 'Dark Modern', 'high-contrast': 'Dark High Contrast' };

describe('the look of the panel', () => {
  let workbench: Workbench;
  before(async () => {
    const fixture = path.join(root, 'test/fixtures/training');
    workbench = await Workbench.open({ fixture, vsix: await packagedExtension() });
    const search = [path.join(root, 'dist/cli.js'), 'search', path.join(workbench.workspace, 'train.js')];
    await promisify(execFile)(process.execPath, search);
    await workbench.openFile('train.js');
    await workbench.command('Espalier: Open Study');
    await workbench.quickPick('train');
    await workbench.webview().getByText('8 of 8').first().waitFor();
  });
  after(() => workbench?.close());

  for (const [name, theme] of Object.entries(themes)) {
    it(`follows ${theme}`, async () => {
      await workbench.theme(theme);
      const wanted = { light: '#ffffff', dark: '#1f1f1f', 'high-contrast': '#000000' }[name];
      // VS Code hands the theme to a webview as variables of its root element.
      const root = workbench.webview().locator(`html[style*="--vscode-editor-background: ${wanted}"]`);
      await root.waitFor({ state: 'attached' });
      await workbench.screenshot(`panel-${name}`);
    });
  }
});
