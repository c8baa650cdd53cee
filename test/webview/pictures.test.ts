/**
 * Every view in three themes beside the picture of it that is kept in pictures/. After a change that is meant:
 * `UPDATE_PICTURES=1 npm run test:webview`, and look at what changed.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
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
  /** From the panel as it was opened, and as any other view of it left it. */
  prepare?(page: Page): Promise<void>;
}

/** What is seen in one opened panel, one view after another. */
interface Opened {
  readonly shown?: Shown;
  readonly ready?: string;
  readonly views: readonly View[];
}

const click = (selector: string) => async (page: Page) => page.locator(selector).first().click();
const chart = (tab: string): View => ({
  name: `chart-${tab}`,
  region: '.charts',
  prepare: async (page) => {
    await page.locator(`#charts-tab-${tab}`).click();
    await page.locator(`#charts-tab-${tab}[aria-selected=true]`).waitFor();
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
    await page.locator('#list-tab-candidates').click();
    await page.locator('#row-117').click();
    await page.locator('#row-115').click({ modifiers: ['ControlOrMeta'] });
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.locator(`#compare-tab-${tab}`).click();
    await page.locator(ready).first().waitFor();
  },
});

const charts = [
  'best',
  'curves',
  'tradeoff',
  'hypervolume',
  'parallel',
  'slice',
  'importance',
  'timeline',
  'failures',
];

const panels: readonly Opened[] = [
  { shown: { query: { objectives: '2' } }, views: [{ name: 'finished' }] },
  { shown: { query: { state: 'running' } }, views: [{ name: 'running' }] },
  { shown: { query: { scenario: 'loading' } }, ready: '.placeholder', views: [{ name: 'loading' }] },
  { shown: { query: { scenario: 'empty' } }, ready: '.placeholder', views: [{ name: 'empty' }] },
  { shown: { query: { scenario: 'broken' } }, ready: '.placeholder', views: [{ name: 'broken' }] },
  { shown: { width: 300, height: 900 }, views: [{ name: 'narrow' }] },
  { shown: { query: { objectives: '2', trials: '300' } }, views: charts.map(chart) },
  {
    views: [
      { name: 'table', region: '.table-region' },
      candidate('values', click('#candidate-tab-values')),
      candidate('curve', click('#candidate-tab-curve')),
      candidate(
        'network',
        async (page) => {
          await page.locator('#candidate-tab-network').click();
          await page.locator('.node').first().waitFor();
        },
        '#candidate-view',
      ),
      {
        name: 'failures',
        region: '.tabs:has(#list-tab-failures)',
        prepare: async (page) => {
          await page.locator('#list-tab-failures').click();
          await page.locator('.failure-group').first().waitFor();
        },
      },
      candidate('failed', async (page) => {
        await page.locator('#list-tab-failures').click();
        await page.getByRole('button', { name: 'Trial 102' }).first().click();
        await page.getByRole('heading', { name: 'Trial 102' }).waitFor();
      }),
      compared('values', '#compare-view tr'),
      compared('network', '#compare-view .node'),
      compared('curves', '#compare-view canvas'),
      compared('code', '.diff-added'),
    ],
  },
  {
    views: [
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
    ],
  },
];
const views = panels.flatMap(({ views }) => views);

describe('the pictures of the views', () => {
  const panel = panelFixture();
  let blank: Page;
  before(async () => (blank = await panel.blank()));

  /** What is open, as the last test left it. */
  let open: string | undefined;
  afterEach(function () {
    if (this.currentTest?.state === 'failed') open = undefined;
  });

  async function take(opened: Opened, { region, prepare }: View, theme: Theme): Promise<Buffer> {
    const { shown, ready = '.row' } = opened;
    const wanted = `${panels.indexOf(opened)} in ${theme}`;
    if (open !== wanted) await panel.open({ ...shown, theme, reducedMotion: true }, ready);
    open = wanted;
    const { page } = panel;
    await prepare?.(page);
    if (ready === '.row') await page.locator('.node, .failure, .values, canvas').first().waitFor();
    await page.mouse.move(0, 0);
    return shrink(blank, await standing(region ? page.locator(region).first() : page));
  }

  for (const opened of panels) {
    for (const theme of themes) {
      for (const view of opened.views) {
        it(`${view.name} in ${theme} is as it was`, async () => {
          const taken = await take(opened, view, theme);
          const file = fileOf(view, theme);
          if (process.env.UPDATE_PICTURES) keep(file, taken);
          const share = await difference(blank, taken, readFileSync(file));
          const now = path.join(folder, 'now', path.basename(file));
          if (share > tolerance) keep(now, taken);
          assert.ok(share <= tolerance, `${(100 * share).toFixed(1)} % of ${file} differ; see ${now}`);
        });
      }
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

/** The picture as soon as two in a row are the same: charts and layouts have arrived. */
async function standing(shown: Page | Locator): Promise<Buffer> {
  let before: Buffer | undefined;
  for (let i = 0; i < 40; i++) {
    const now = await shown.screenshot({ animations: 'disabled' });
    if (before?.equals(now)) break;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return before!;
}
