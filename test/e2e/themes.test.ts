import assert from 'node:assert/strict';
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

  it('stands in a window of its own, at its size', async () => {
    const { page } = workbench;
    await workbench.command('Espalier: Open Panel');
    const floating = page.context().waitForEvent('page');
    await workbench.command('View: Move Editor into New Window');
    const own = await floating;
    const panel = own.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await panel.locator('.row').nth(7).waitFor();
    await panel.locator('.chart canvas').first().waitFor();
    await own.screenshot({ path: path.join(root, 'test/output/panel-floating.png') });
    const { inner, wide } = await panel.locator('html').evaluate(({ ownerDocument: { defaultView } }) => ({
      inner: defaultView!.innerWidth,
      wide: defaultView!.document.documentElement.scrollWidth,
    }));
    assert.ok(wide <= inner, `${wide} pixels in a window of ${inner}`);
    assert.equal(await page.locator('iframe.webview.ready').count(), 0, 'it moved');
  });
});
