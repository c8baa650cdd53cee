import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './hosts';
import { Workbench } from './workbench';

const model = `const tf = require('@tensorflow/tfjs');
function build() {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 32 }));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'meanSquaredError' });
  return model;
}
`;

describe('writing hints with the keyboard', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ fixture: path.join(root, 'test/fixtures/workspace') });
    await writeFile(path.join(workbench.workspace, 'written.js'), model);
    await workbench.openFile('written.js');
  });
  after(() => workbench.close());

  /** Puts the cursor at a line and column, from 1. */
  async function goTo(line: number, column: number): Promise<void> {
    await workbench.page.keyboard.press('Control+G');
    await workbench.page.locator('.quick-input-widget input[type="text"]').fill(`:${line}:${column}`);
    await workbench.page.keyboard.press('Enter');
    await workbench.page.waitForTimeout(300);
  }
  /** Waits until the file on disk, saved over and over, is as wanted. */
  async function written(wanted: RegExp): Promise<void> {
    let text = '';
    for (const end = Date.now() + 15_000; Date.now() < end && !wanted.test(text);) {
      text = await workbench.textOf('written.js');
    }
    assert.match(text, wanted);
  }
  const suggestion = (label: string) =>
    workbench.page.locator('.suggest-widget.visible .monaco-list-row', { hasText: label }).first();

  it('completes a domain where the comment is opened', async () => {
    const { page } = workbench;
    await goTo(4, model.split('\n')[3]!.indexOf('32') + 1);
    await page.keyboard.type('/* @', { delay: 40 });
    // The list comes by itself, but for a window that has just been opened.
    const entry = suggestion('choice(16, 32, 64)');
    const isThere = () =>
      entry.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    for (let left = 4; left > 0 && !(await isThere()); left--) {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+Space');
    }
    await page.keyboard.press('Enter');
    await written(/units: \/\* @nas choice\(16, 32, 64\) \*\/ 32/);
  });

  it('names the variable with F2', async () => {
    const { page } = workbench;
    await goTo(4, 48);
    await page.keyboard.press('F2');
    const input = page.locator('.rename-box input');
    await input.waitFor();
    await input.fill('width');
    await page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
    await written(/@nas width: choice\(16, 32, 64\)/);
  });

  it('offers to make a statement optional at the lightbulb', async () => {
    const { page } = workbench;
    await goTo(4, 8);
    const entry = page.locator('.action-widget .monaco-list-row', { hasText: 'Make optional' }).first();
    // On a slow machine what was just written may not be read yet, and then nothing is offered.
    for (let i = 0; i < 6 && !(await entry.isVisible()); i++) {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+.');
      await entry.waitFor({ timeout: 5000 }).catch(() => {});
    }
    await entry.waitFor({ timeout: 1000 });
    await entry.click();
    await entry.waitFor({ state: 'hidden' });
    await written(/ {2}\/\/ @nas optional\n {2}model\.add/);
  });

  it('shows a suggested space before it is written', async () => {
    const { page } = workbench;
    await goTo(2, 12);
    await page.keyboard.press('Control+.');
    const entry = page
      .locator('.action-widget .monaco-list-row', { hasText: 'Suggest a search space' })
      .first();
    await entry.click();
    await page.locator('.tab', { hasText: 'suggested search space' }).waitFor();
    await workbench.quickPick('Accept');
    await written(/adam\(\/\* @nas float\(1e-4, 0\.01\) log \*\/ 1e-3\)/);
  });
});

const scored = `/* @nas search
budget: { trials: 4 }
strategy: grid
workers: 1
*/
const report = (value) => value;
const width = /* @nas width: choice(1, 2, 4, 8) */ 1;
report(/* @nas metric(score) */ width);
`;

describe('searching and accepting with the keyboard', function () {
  // Each step stands on the one before.
  this.bail(true);
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ fixture: path.join(root, 'test/fixtures/workspace') });
    await writeFile(path.join(workbench.workspace, 'scored.js'), scored);
    await workbench.openFile('scored.js');
  });
  after(() => workbench?.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot('keyboard-failed');
  });

  it('searches by its chord', async () => {
    const { page } = workbench;
    await page.getByText('4 architectures').waitFor();
    // The chord is there as soon as this button is, a moment after the lens.
    await page.locator('.editor-actions .codicon-beaker').waitFor();
    await page.locator('.editor-instance .view-line').first().click();
    await chord('n');
    await page.locator('.statusbar').getByText('4/4 · score 8 · finished').waitFor({ timeout: 60_000 });
  });

  it('goes through the panel to another candidate and accepts it', async () => {
    const { page } = workbench;
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input[type="text"]').fill('>Espalier: Open Panel');
    await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Open Panel' }).first().waitFor();
    await page.keyboard.press('Enter');
    await workbench.webview().locator('.row').nth(3).waitFor();
    await tabTo('grid Candidates');
    await page.keyboard.press('End');
    const title = workbench.webview().locator('.candidate-title h2');
    for (let row = 0; row < 3 && !(await showsScore(4)); row++) await page.keyboard.press('ArrowUp');
    assert.ok(await showsScore(4), `${await title.innerText()} is shown`);
    await page.keyboard.press('Enter');
    await tabTo('button Accept');
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget').getByText('into scored.js').waitFor();
    await page.locator('.monaco-diff-editor').first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.tab.dirty[data-resource-name="scored.js"]').waitFor();
    assert.match(await workbench.textOf('scored.js'), /choice\(1, 2, 4, 8\) \*\/ 4;/);
  });

  it('accepts the best by its chord and Enter, after a diff', async () => {
    const { page } = workbench;
    await chord('a');
    await page
      .locator('.quick-input-widget')
      .getByText(/Write candidate \d+ into scored\.js/)
      .waitFor();
    await page.locator('.monaco-diff-editor').first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.tab.dirty[data-resource-name="scored.js"]').waitFor();
    // The offer goes by itself after a while, and is kept.
    await workbench.command('Notifications: Show Notifications');
    const offers = page.locator('.notifications-center');
    await offers.getByText('Score on Test Set').first().waitFor();
    await workbench.screenshot('accepted-offers');
    await page.keyboard.press('Escape');
    assert.match(await workbench.textOf('scored.js'), /choice\(1, 2, 4, 8\) \*\/ 8;/);
  });

  it('shows the candidates in the tree, and the code of one from its menu', async () => {
    const { page } = workbench;
    await workbench.command('View: Show Espalier');
    const row = page.locator('.pane-body .monaco-list-row', { hasText: 'score 4' });
    await row.waitFor();
    await workbench.screenshot('studies');
    const code = page.locator('.tab', { hasText: /scored \(candidate \d+\)\.js/ });
    await workbench.menu(row, 'Open Code of Candidate', code);
  });

  /** Presses Tab until something in the panel with this role and name has the focus. */
  async function tabTo(name: string): Promise<void> {
    const seen: string[] = [];
    const body = workbench.webview().locator('body');
    for (let i = 0; i < 60 && seen.at(-1) !== name; i++) {
      await workbench.page.keyboard.press('Tab');
      seen.push(
        await body.evaluate(({ ownerDocument: { activeElement: at } }) => {
          const name = at?.getAttribute('aria-label') ?? at?.textContent ?? '';
          return `${at?.getAttribute('role') ?? 'button'} ${name.trim().slice(0, 40)}`;
        }),
      );
    }
    assert.equal(seen.at(-1), name, seen.join(' | '));
  }

  /** Whether the candidate that the panel shows has this score. */
  async function showsScore(score: number): Promise<boolean> {
    const summary = workbench.webview().locator('.candidate-summary');
    await workbench.page.waitForTimeout(200);
    return new RegExp(`score\\s+${score}\\b`).test(await summary.innerText());
  }

  /** A chord after Ctrl+K. */
  async function chord(key: string): Promise<void> {
    await workbench.page.keyboard.press('Control+K');
    await workbench.page.keyboard.press(key);
  }
});
