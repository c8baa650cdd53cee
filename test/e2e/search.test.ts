import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './hosts';
import { packagedExtension } from './package';
import { Workbench } from './workbench';

const fixture = path.join(root, 'test/fixtures/training');
const themes = { light: 'Light Modern', dark: 'Dark Modern', 'high-contrast': 'Dark High Contrast' };

describe('from hints to an accepted architecture', function () {
  // Each step stands on the one before.
  this.bail(true);
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ fixture, vsix: await packagedExtension() });
  });
  after(() => workbench?.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot('search-failed');
  });

  it('tells what there is to search above the first hint', async () => {
    await workbench.openFile('train.js');
    await workbench.page.getByText('12 architectures').waitFor();
  });

  it('searches from the command palette and shows candidates as they come', async () => {
    await workbench.command('Espalier: Search Architecture');
    const panel = workbench.webview();
    await panel.getByText('val_accuracy').first().waitFor();
    await panel
      .getByText(/All 8 trials are done|12 of 12|8 of 8/)
      .first()
      .waitFor({ timeout: 90_000 });
    await workbench.page
      .locator('.statusbar')
      .getByText(/8\/8 · val_accuracy 1 · finished/)
      .waitFor();
  });

  it('keeps a journal that holds every candidate', async () => {
    const journal = await readFile(path.join(workbench.workspace, '.espalier/train.log'), 'utf8');
    const ended = journal.split('\n').filter((line) => line.includes('"op_code":6'));
    assert.equal(ended.length, 8);
  });

  it('shows everything again when the panel is closed and opened', async () => {
    await workbench.closeEditors();
    await workbench.openFile('train.js');
    await workbench.command('Espalier: Open Panel');
    await workbench
      .webview()
      .getByText(/8 of 8/)
      .first()
      .waitFor();
  });

  it('accepts the best after a diff, in every file', async () => {
    const accept = workbench.webview().getByRole('button', { name: 'Accept' }).first();
    await accept.click();
    await workbench.page
      .locator('.quick-input-widget')
      .getByText(/Write candidate \d+ into/)
      .waitFor();
    await workbench.page.locator('.diff-editor, .monaco-diff-editor').first().waitFor();
    await workbench.screenshot('accept-diff');
    await workbench.quickPick('Accept');
    assert.match(await workbench.textOf('train.js'), /rate: choice\(0\.0001, 0\.05\) \*\/ 0\.05\)/);
    assert.doesNotMatch(await workbench.textOf('model.js'), /units: choice\(1, 8, 16\) \*\/ 1,/);
  });

  it('takes it back with one undo', async () => {
    await workbench.openFile('train.js');
    await workbench.page.locator('.editor-instance .view-line').first().click();
    await workbench.page.keyboard.press('Control+Z');
    // The editor may ask whether to undo in both files; then they are changed and not saved.
    const ask = workbench.button('Undo in 2 Files');
    await ask.or(workbench.page.locator('.tab.dirty')).first().waitFor();
    if (await ask.isVisible()) await ask.click();
    for (const name of ['train.js', 'model.js']) {
      const written = await readFile(path.join(fixture, name), 'utf8');
      assert.equal(await workbench.textOf(name), written.trimEnd(), name);
    }
  });

  describe('the look of the panel', () => {
    before(async () => {
      await workbench.closeEditors();
      await workbench.openFile('train.js');
      await workbench.command('Espalier: Open Study');
      await workbench.quickPick('train');
      await workbench.webview().getByText('8 of 8').first().waitFor();
    });

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
});
