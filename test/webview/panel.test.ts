import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { Shown } from './browser';
import { panelFixture } from './fixture';
import type { Harness } from './harness/host';
import type { Theme } from './server';

/** The harness in the page. */
declare const harness: Harness;

const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

describe('the panel in a browser', () => {
  const panel = panelFixture();
  const { called } = panel;
  let page: Page;

  async function open(shown?: Shown, ready?: string): Promise<void> {
    await panel.open(shown, ready);
    ({ page } = panel);
  }
  /** The numbers of the trials as they stand from top to bottom; in the document a row keeps its place. */
  const numbers = (): Promise<string[]> =>
    page.locator('.row').evaluateAll((rows) =>
      rows
        .map((row) => [Number(row.ariaRowIndex), (row.firstElementChild as HTMLElement).innerText] as const)
        .sort(([a], [b]) => a - b)
        .map(([, text]) => text),
    );
  const title = (): Promise<string> => page.locator('.candidate-title h2').innerText();

  describe('states', () => {
    it('waits for the study', async () => {
      await open({ query: { scenario: 'loading' } }, '.placeholder');
      await page.getByText('Loading the study…').waitFor();
    });

    it('says how to begin when there is no study', async () => {
      await open({ query: { scenario: 'empty' } }, '.placeholder');
      await page.getByRole('heading', { name: 'No search yet' }).waitFor();
      await page.getByRole('button', { name: 'Search architecture' }).click();
      await page.waitForFunction(() => harness.calls.some(([name]) => name === 'start'));
    });

    it('says why a study cannot be shown and tries again', async () => {
      await open({ query: { scenario: 'broken' } }, '.placeholder');
      await page.getByText('is damaged in line 812').waitFor();
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByText('is damaged in line 812').waitFor();
    });

    it('shows a study without trials', async () => {
      await open({ query: { trials: '0', state: 'starting' } }, '.header');
      await page.getByText('The first candidate is on its way.').waitFor();
    });

    it('shows why a search failed', async () => {
      await open({ query: { state: 'failed', message: 'No memory left.' } });
      await page.locator('.message-error', { hasText: 'No memory left.' }).waitFor();
    });

    it('does without what a host does not offer', async () => {
      await open({ query: { plain: '' } });
      assert.equal(await page.getByRole('button', { name: 'Continue' }).count(), 0);
    });
  });

  describe('the search', () => {
    it('is paused and stopped from the header', async () => {
      await open({ query: { state: 'running' } });
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.waitForFunction(() => harness.calls.some(([name]) => name === 'stop'));
      assert.equal((await called('pause')).length, 1);
    });

    it('says when the host refuses', async () => {
      await open({ query: { state: 'running', scenario: 'refusing' } });
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.locator('.notice', { hasText: 'The search process ended' }).waitFor();
      await page.getByRole('button', { name: 'Put the message away' }).click();
      assert.equal(await page.locator('.notice').count(), 0);
    });

    it('shows the best beside the code as written', async () => {
      await open();
      const best = page.locator('.fact-best');
      assert.match(await best.innerText(), /99\.06 %\s*\+2\.16 pp/);
    });

    it('grows while updates arrive, and what is selected stays', async () => {
      await open({ query: { state: 'running', trials: '40' } });
      await page.locator('.row', { hasText: 'complete' }).first().click();
      const before = await title();
      await page.evaluate(() => {
        const { example } = harness;
        const { progress } = example.snapshot();
        const trials = Array.from({ length: 20 }, (_, i) => example.trial(40 + i));
        harness.update({ progress: { ...progress, done: 60 }, trials, steps: [] });
      });
      await page.locator('.count', { hasText: '60' }).waitFor();
      assert.equal(await title(), before);
      assert.equal((await numbers())[0], '59');
    });

    it('drops a message of another shape and says so', async () => {
      await open();
      await page.evaluate(() => harness.update({ nonsense: true } as never));
      await page.locator('.notice', { hasText: 'cannot be shown' }).waitFor();
      await page.evaluate(() => {
        harness.raw('not ours');
        harness.raw({ t: 'x' });
      });
      assert.equal(await page.locator('.row').first().isVisible(), true);
    });
  });

  describe('the table', () => {
    it('sorts by any column, the best first', async () => {
      await open();
      await page.getByRole('button', { name: 'val_accuracy' }).click();
      assert.match((await numbers())[0] ?? '', /42/);
      const header = page.getByRole('columnheader', { name: 'val_accuracy' });
      assert.equal(await header.getAttribute('aria-sort'), 'descending');
      await page.getByRole('button', { name: 'val_accuracy' }).click();
      assert.equal(await header.getAttribute('aria-sort'), 'ascending');
    });

    it('filters by an expression and explains a wrong one', async () => {
      await open();
      const filter = page.getByRole('textbox', { name: 'Filter the candidates' });
      await filter.fill('state = failed');
      await page.locator('.count', { hasText: '5 of 120' }).waitFor();
      await filter.fill('stat = failed');
      await page.getByRole('alert').filter({ hasText: 'no column “stat”' }).waitFor();
    });

    it('keeps few rows of 10,000 in the document and reaches the last with a key', async () => {
      await open({ query: { trials: '10000' } });
      assert.ok((await page.locator('.row').count()) < 60);
      await page.locator('.grid').focus();
      await page.keyboard.press('End');
      await page.locator('#row-0').waitFor();
      assert.equal(await title(), 'Trial 0');
      await page.keyboard.press('Home');
      await page.locator('#row-9999').waitFor();
      assert.equal(await title(), 'Trial 9999');
      await page.keyboard.press('ArrowDown');
      assert.equal(await title(), 'Trial 9998');
    });
  });

  describe('the candidate', () => {
    it('marks what differs from the code as written', async () => {
      await open();
      await page.locator('.change', { hasText: 'conv2d.filters' }).waitFor();
      assert.match(await page.locator('.change', { hasText: 'conv2d.filters' }).innerText(), /16 → 64/);
      const changed = page.getByRole('button', { name: /Conv2D.*filters 16 → 64/ });
      await changed.first().waitFor();
      assert.equal(await changed.count(), 1);
      assert.match(await page.locator('.legend').innerText(), /6 added\s*6 changed/);
    });

    it('goes from a layer to its line', async () => {
      await open();
      await page.getByRole('button', { name: /^Flatten/ }).dispatchEvent('click');
      await page.waitForFunction(() => harness.calls.some(([name]) => name === 'reveal'));
      assert.deepEqual(await called('reveal'), [['/home/kim/digits/model.ts', 25]]);
    });

    it('lights the layers of the line where the cursor stands', async () => {
      await open();
      await page.locator('.node').first().waitFor();
      await page.evaluate(() => harness.cursor({ file: '/home/kim/digits/model.ts', line: 27 }));
      await page.locator('.node.lit').waitFor();
      assert.equal(await page.locator('.node.lit').count(), 1);
    });

    it('shows what each layer costs as heat', async () => {
      await open();
      await page.getByRole('button', { name: 'Heat' }).click();
      await page.getByRole('menuitemcheckbox', { name: 'Heat by parameters' }).click();
      await page.locator('.node.heated').first().waitFor();
      const share = await page
        .getByRole('button', { name: /^Flatten/ })
        .locator('.node-params')
        .textContent();
      assert.equal(share, '', 'no share of nothing');
      assert.match((await page.locator('.node.heated').allTextContents()).join(' '), /\d+ %/);
    });

    it('exports the network as SVG and PNG that need nothing of the page', async () => {
      await open();
      await page.locator('.node').first().waitFor();
      for (const kind of ['SVG', 'PNG']) {
        await page.getByRole('button', { name: 'Export the network' }).click();
        await page.getByRole('menuitem', { name: kind }).click();
      }
      await page.waitForFunction(() => harness.calls.filter(([name]) => name === 'save').length === 2);
      const [svg, png] = (await called('save')) as [string, string][];
      assert.match(svg?.[0] ?? '', /^network-\d+\.svg$/);
      assert.match(svg?.[1] ?? '', /^<svg[^]*<text[^]*Conv2D[^]*<\/svg>$/);
      assert.doesNotMatch(svg?.[1] ?? '', /class=|var\(|<script/);
      assert.equal(
        Buffer.from(png?.[1] ?? '', 'base64')
          .subarray(1, 4)
          .toString(),
        'PNG',
      );
    });

    it('gives the reason of a failure and the way to the line', async () => {
      await open();
      await page.evaluate(() => harness.select(102));
      await page.locator('.failure', { hasText: 'The loss became NaN' }).waitFor();
      await page.getByRole('button', { name: 'train.ts:18' }).click();
      await page.waitForFunction(() => harness.calls.some(([name]) => name === 'reveal'));
      assert.deepEqual(await called('reveal'), [['/home/kim/digits/train.ts', 18]]);
      assert.equal(await page.getByRole('button', { name: 'Accept' }).getAttribute('disabled'), '');
    });

    it('is accepted', async () => {
      await open();
      await page.getByRole('button', { name: 'Accept' }).click();
      await page.waitForFunction(() => harness.calls.some(([name]) => name === 'accept'));
      assert.deepEqual(await called('accept'), [[42]]);
    });

    it('shows the curve of a running trial as it grows', async () => {
      await open({ query: { state: 'running', trials: '40' } });
      await page.evaluate(() => harness.select(39));
      await page.getByRole('tab', { name: 'Learning curve' }).click();
      await page.evaluate(() => {
        const { progress } = harness.example.snapshot();
        const step = (at: number) => ({ number: 39, step: at, measures: { val_accuracy: 0.5 + at / 20 } });
        harness.update({ progress, trials: [], steps: [step(9), step(10)] });
      });
      await page.getByRole('img', { name: /val_accuracy of trial 39.* 10 steps/ }).waitFor();
    });
  });

  describe('the arrangement', () => {
    it('survives a reload: sash, sorting, selection, tab', async () => {
      await open();
      await page.getByRole('button', { name: 'params' }).click();
      await page.locator('.row').nth(3).click();
      const chosen = await title();
      await page.getByRole('tab', { name: 'Values' }).click();
      const sash = page.getByRole('separator', { name: /Width/ });
      await sash.focus();
      await page.keyboard.press('ArrowLeft');
      const share = await sash.getAttribute('aria-valuenow');
      await page.reload();
      await page.locator('.row').first().waitFor();
      assert.equal(await title(), chosen);
      assert.equal(await sash.getAttribute('aria-valuenow'), share);
      assert.equal(await page.getByRole('tab', { name: 'Values' }).getAttribute('aria-selected'), 'true');
      assert.equal(
        await page.getByRole('columnheader', { name: 'params' }).getAttribute('aria-sort'),
        'ascending',
      );
    });

    it('keeps the journal for the serializer', async () => {
      await open();
      const state = (await page.evaluate(() => harness.state)) as { study: string };
      assert.equal(state.study, '/home/kim/digits/.espalier/model.log');
    });

    for (const width of [300, 700, 1000]) {
      it(`fits in ${width} pixels`, async () => {
        await open({ width, height: 800 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `the page is ${wide} pixels wide`);
        await page.getByRole('button', { name: 'Accept' }).scrollIntoViewIfNeeded();
      });
    }

    it('stands still for those who asked for that', async () => {
      await open({ reducedMotion: true, query: { state: 'running' } });
      const moving = await page.evaluate(() => document.getAnimations().length);
      assert.equal(moving, 0);
    });
  });

  describe('for everybody', () => {
    it('is used with the keyboard alone: filter, select, read, accept', async () => {
      await open();
      const focus = (): Promise<string> =>
        page.evaluate(() => {
          const at = document.activeElement;
          return `${at?.getAttribute('role') ?? at?.tagName ?? ''} ${at?.getAttribute('aria-label') ?? at?.textContent ?? ''}`;
        });
      const tabTo = async (wanted: RegExp): Promise<void> => {
        const seen: string[] = [];
        for (let i = 0; i < 40; i++) {
          await page.keyboard.press('Tab');
          seen.push(await focus());
          if (wanted.test(seen.at(-1)!)) return;
        }
        assert.fail(`The focus never reached ${String(wanted)}: ${seen.join(' | ')}`);
      };
      await tabTo(/Filter the candidates/);
      await page.keyboard.type('state = complete');
      await tabTo(/^grid Candidates/);
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowDown');
      assert.equal(await title(), 'Trial 117');
      await page.keyboard.press('Enter');
      await tabTo(/Accept/);
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => harness.calls.some(([name]) => name === 'accept'));
      await tabTo(/^tab Network/);
      await tabTo(/InputLayer/);
      await page.keyboard.press('ArrowDown');
      assert.match(await focus(), /Conv2D/);
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => harness.calls.some(([name]) => name === 'reveal'));
    });

    const themes: Theme[] = ['dark', 'light', 'contrast', 'contrast-light'];
    const places: [string, Shown['query'], string | undefined][] = [
      ['a running search', { state: 'running' }, undefined],
      ['values', {}, 'Values'],
      ['a curve', {}, 'Learning curve'],
      ['an empty panel', { scenario: 'empty' }, undefined],
    ];
    for (const theme of themes) {
      for (const [name, query, tab] of places) {
        it(`has nothing serious to report on ${name} in ${theme}`, async () => {
          await open({ theme, query }, query?.scenario ? '.placeholder' : '.row');
          if (tab) await page.getByRole('tab', { name: tab }).click();
          assert.deepEqual(await violations(page), []);
        });
      }
    }
  });

  it('shows hostile texts as texts', async () => {
    await open({ query: { hostile: '', trials: '60' } });
    for (const tab of ['Values', 'Learning curve', 'Network']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.waitForTimeout(50);
    }
    const failed = await page.evaluate(
      () => harness.example.snapshot().trials.find(({ state }) => state === 'failed')?.number ?? -1,
    );
    await page.evaluate((number) => harness.select(number), failed);
    await page.locator('.failure', { hasText: '<img src=x' }).first().waitFor();
    assert.equal(await page.locator('#root img, #root script').count(), 0);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
  });
});

/** What axe-core finds serious or critical, in a line each. */
async function violations(page: Page): Promise<string[]> {
  // A script of the page could not be added under its policy; the debugger may.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
      );
  });
}
