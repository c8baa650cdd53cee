/**
 * Every view in three themes beside the picture of it that is kept in pictures/. After a change that is meant:
 * `UPDATE_PICTURES=1 npm run test:webview`, and look at what changed.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Shown } from './browser';
import { panelFixture } from './fixture';
import { difference, shrink } from './same-picture';
import type { Theme } from './server';

const folder = path.join(__dirname, 'pictures');
/** Of what stands in a picture: other fonts move words a little, another view has little in common. */
const tolerance = 0.15;
const themes: readonly Theme[] = ['dark', 'light', 'contrast'];

interface View {
  readonly name: string;
  /** The region that is compared; the page when absent. */
  readonly region?: string;
  readonly shown?: Shown;
  readonly ready?: string;
  prepare?(page: Page): Promise<void>;
}

const click = (selector: string) => async (page: Page) => page.locator(selector).first().click();
const chart = (tab: string): View => ({
  name: `chart-${tab}`,
  region: '.charts',
  shown: { query: { objectives: '2', trials: '300' } },
  prepare: async (page) => {
    await page.locator(`#charts-tab-${tab}`).click();
    await page.locator('.charts .chart-canvas canvas').first().waitFor();
  },
});
const candidate = (name: string, prepare: View['prepare'], region = '.candidate'): View => ({
  name: `candidate-${name}`,
  region,
  ...(prepare && { prepare }),
});
const compared = (tab: string, ready: string): View => ({
  name: `compare-${tab}`,
  region: '.candidate',
  prepare: async (page) => {
    await page.locator('#row-117').click();
    await page.locator('#row-115').click({ modifiers: ['ControlOrMeta'] });
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.locator(`#compare-tab-${tab}`).click();
    await page.locator(ready).first().waitFor();
  },
});

const views: readonly View[] = [
  { name: 'finished', shown: { query: { objectives: '2' } } },
  { name: 'running', shown: { query: { state: 'running' } } },
  { name: 'loading', shown: { query: { scenario: 'loading' } }, ready: '.placeholder' },
  { name: 'empty', shown: { query: { scenario: 'empty' } }, ready: '.placeholder' },
  { name: 'broken', shown: { query: { scenario: 'broken' } }, ready: '.placeholder' },
  { name: 'narrow', shown: { width: 300, height: 900 } },
  ...[
    'best',
    'curves',
    'tradeoff',
    'hypervolume',
    'parallel',
    'slice',
    'importance',
    'timeline',
    'failures',
  ].map(chart),
  { name: 'table', region: '.table-region' },
  {
    name: 'failures',
    region: '.tabs:has(#list-tab-failures)',
    prepare: async (page) => {
      await page.locator('#list-tab-failures').click();
      await page.locator('.failure-group').first().waitFor();
    },
  },
  candidate('network', (page) => page.locator('.node').first().waitFor(), '#candidate-view'),
  candidate(
    'heat',
    async (page) => {
      await page.locator('.node').first().waitFor();
      await page.getByRole('button', { name: 'Heat' }).click();
      await page.getByRole('menuitemcheckbox', { name: 'Heat by parameters' }).click();
      await page.keyboard.press('Escape');
    },
    '#candidate-view',
  ),
  candidate('values', click('#candidate-tab-values')),
  candidate('curve', click('#candidate-tab-curve')),
  candidate('failed', async (page) => {
    await page.locator('#list-tab-failures').click();
    await page.getByRole('button', { name: 'Trial 102' }).first().click();
    await page.getByRole('heading', { name: 'Trial 102' }).waitFor();
  }),
  compared('values', '#compare-view tr'),
  compared('network', '#compare-view .node'),
  compared('curves', '#compare-view canvas'),
  compared('code', '.diff-added'),
];

describe('the pictures of the views', () => {
  const panel = panelFixture();
  let blank: Page;
  before(async () => (blank = await panel.blank()));

  async function take({ region, shown, ready = '.row', prepare }: View, theme: Theme): Promise<Buffer> {
    await panel.open({ ...shown, theme, reducedMotion: true }, ready);
    const { page } = panel;
    await prepare?.(page);
    if (ready === '.row') await page.locator('.node, .failure, .values, canvas').first().waitFor();
    await page.mouse.move(0, 0);
    await stands(page);
    const picture = region ? page.locator(region).first() : page;
    return shrink(blank, await picture.screenshot({ animations: 'disabled' }));
  }

  for (const view of views) {
    for (const theme of themes) {
      it(`${view.name} in ${theme} is as it was`, async () => {
        const taken = await take(view, theme);
        const file = fileOf(view, theme);
        if (process.env.UPDATE_PICTURES) keep(file, taken);
        const share = await difference(blank, taken, readFileSync(file));
        const now = path.join(folder, 'now', path.basename(file));
        if (share > tolerance) keep(now, taken);
        assert.ok(share <= tolerance, `${(100 * share).toFixed(1)} % of ${file} differ; see ${now}`);
      });
    }
  }

  it('would differ if one view stood in the place of another, or in another theme', async () => {
    const kept = (view: View, theme: Theme) => readFileSync(fileOf(view, theme));
    const alike: string[] = [];
    for (const theme of themes) {
      for (const [i, one] of views.entries()) {
        const others = views.slice(i + 1).filter(({ region }) => region === one.region);
        for (const other of others)
          if ((await difference(blank, kept(one, theme), kept(other, theme))) <= tolerance)
            alike.push(`${one.name} and ${other.name} in ${theme}`);
        if (theme !== 'dark' && (await difference(blank, kept(one, theme), kept(one, 'dark'))) <= tolerance)
          alike.push(`${one.name} in ${theme} and dark`);
      }
    }
    assert.deepEqual(alike, []);
  });
});

const fileOf = ({ name }: View, theme: Theme): string => path.join(folder, `${name}-${theme}.jpg`);

function keep(file: string, picture: Buffer): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, picture);
}

/** Waits until two pictures in a row are the same: charts and layouts have arrived. */
async function stands(page: Page): Promise<void> {
  let before = '';
  for (let i = 0; i < 40; i++) {
    const now = (await page.screenshot({ animations: 'disabled', scale: 'css' })).toString('base64');
    if (now === before) return;
    before = now;
    await page.waitForTimeout(100);
  }
}
