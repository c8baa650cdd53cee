import assert from 'node:assert/strict';
import { panelFixture } from './fixture';
import type { Harness } from './harness/host';

/** The harness in the page. */
declare const harness: Harness;

describe("a person's work in the panel", () => {
  const panel = panelFixture();
  const count = (): Promise<string> => panel.page.locator('.count').innerText();

  describe('with the table', () => {
    it('selects several with the keyboard, copies and exports them', async () => {
      await panel.open();
      await panel.page.locator('.grid').focus();
      await panel.page.keyboard.press('Home');
      await panel.page.keyboard.press('Shift+ArrowDown');
      await panel.page.keyboard.press('Shift+ArrowDown');
      assert.match(await count(), /^3 selected/);
      assert.equal(await panel.page.locator('.row[aria-selected=true]').count(), 3);
      await panel.page.keyboard.press('Control+c');
      const [[text]] = (await panel.called('copy')) as [[string]];
      assert.equal(text.split('\n').length, 4);
      assert.match(text, /^number\tStar\tState\tval_accuracy/);
      await panel.page.getByRole('button', { name: 'Copy and export' }).click();
      await panel.page.getByRole('menuitem', { name: 'Export 3 selected' }).click();
      const [[name, csv]] = (await panel.called('save')) as [[string, string]];
      assert.equal(name, 'model.csv');
      assert.match(csv, /\r\n119,,complete,0\.\d{4,}/);
      await panel.page.locator('.grid').focus();
      await panel.page.keyboard.press('Escape');
      assert.equal(await count(), '120');
    });

    it('selects several with the mouse', async () => {
      await panel.open();
      await panel.page.locator('#row-117').click();
      await panel.page.locator('#row-114').click({ modifiers: ['Shift'] });
      assert.match(await count(), /^4 selected/);
      await panel.page.locator('#row-115').click({ modifiers: ['ControlOrMeta'] });
      assert.match(await count(), /^3 selected/);
      await panel.page.locator('#row-119').click();
      assert.equal(await count(), '120');
    });

    it('stars and notes, which the filter knows', async () => {
      await panel.open();
      await panel.page.locator('.grid').focus();
      await panel.page.keyboard.press('Home');
      await panel.page.keyboard.press('s');
      assert.deepEqual(await panel.called('mark'), [[119, { star: true }]]);
      await panel.page.getByRole('button', { name: 'Note', exact: true }).click();
      await panel.page.getByRole('textbox', { name: 'Note on trial 119' }).fill('the <b>quick</b> one');
      await panel.page.locator('.grid').focus();
      assert.deepEqual((await panel.called('mark', 2))[1], [
        119,
        { star: true, note: 'the <b>quick</b> one' },
      ]);
      const filter = panel.page.getByRole('textbox', { name: 'Filter the candidates' });
      await filter.fill('star = yes and note ~ quick');
      await panel.page.locator('.count', { hasText: '1 of 120' }).waitFor();
    });

    it('hides, shows and moves columns, and remembers it', async () => {
      await panel.open();
      const heads = () => panel.page.locator('.head').evaluateAll((all) => all.map((one) => one.textContent));
      await panel.page.getByRole('button', { name: 'Columns' }).click();
      await panel.page.getByRole('menuitemcheckbox', { name: 'params' }).click();
      await panel.page.getByRole('menuitemcheckbox', { name: 'Epochs' }).click();
      await panel.page.getByRole('menuitemcheckbox', { name: 'flops' }).focus();
      await panel.page.keyboard.press('Alt+ArrowUp');
      await panel.page.keyboard.press('Escape');
      const now = await heads();
      assert.ok(!now.includes('params') && now.includes('Epochs'));
      await panel.page.reload();
      await panel.page.locator('.row').first().waitFor();
      assert.deepEqual(await heads(), now);
    });
  });

  describe('with candidates', () => {
    it('compares them side by side: values, networks, curves, code', async () => {
      await panel.open();
      await panel.page.locator('#row-42, .row').first().waitFor();
      await panel.page.locator('#row-117').click();
      await panel.page.locator('#row-115').click({ modifiers: ['ControlOrMeta'] });
      await panel.page.getByRole('button', { name: 'Compare' }).click();
      await panel.page.getByRole('heading', { name: 'Trials 117, 115' }).waitFor();
      assert.match(await panel.page.locator('.compare tr', { hasText: 'val_accuracy' }).innerText(), /≠/);
      await panel.page.locator('#compare-tab-network').click();
      await panel.page.locator('.compare-network .node').first().waitFor();
      await panel.page.locator('#compare-tab-curves').click();
      await panel.page.getByRole('img', { name: 'val_accuracy of trials 117, 115 by step' }).waitFor();
      await panel.page.locator('#compare-tab-code').click();
      await panel.page.locator('.diff-added').first().waitFor();
      await panel.page.getByRole('button', { name: 'Close the comparison' }).click();
      await panel.page.getByRole('heading', { name: /^Trial / }).waitFor();
    });

    it('edits the values of one and queues another', async () => {
      await panel.open();
      await panel.page.getByRole('button', { name: 'Edit the values' }).click();
      const units = panel.page.getByRole('textbox', { name: 'dense.units' });
      await units.fill('65');
      await panel.page.getByText('32 to 256 in steps of 32').waitFor();
      assert.equal(
        await panel.page.getByRole('button', { name: 'Queue the candidate' }).getAttribute('disabled'),
        '',
      );
      await units.fill('96');
      await panel.page.getByRole('checkbox', { name: 'norm' }).click();
      await panel.page.getByRole('button', { name: 'Queue the candidate' }).click();
      const [[point]] = (await panel.called('enqueue')) as [[Record<string, unknown>]];
      assert.equal(point['dense.units'], 96);
      assert.equal(point['conv2d.filters'], 64);
      assert.equal(point.norm, false);
    });

    it('groups failures by cause, with what they have in common', async () => {
      await panel.open();
      await panel.page.locator('#list-tab-failures').click();
      const group = panel.page.locator('.failure-group', { hasText: 'The loss became NaN' });
      await group.getByText('norm = true').waitFor();
      await group.getByRole('button', { name: 'Trial 102' }).click();
      await panel.page.getByRole('heading', { name: 'Trial 102' }).waitFor();
    });
  });

  describe('with the search', () => {
    it('changes budget and workers', async () => {
      await panel.open({ query: { state: 'running' } });
      await panel.page.getByRole('button', { name: 'Budget and workers' }).click();
      await panel.page.getByRole('textbox', { name: 'Workers' }).fill('no');
      await panel.page.getByRole('button', { name: 'Apply' }).click();
      await panel.page.getByText('Workers: a whole number').waitFor();
      await panel.page.getByRole('textbox', { name: 'Workers' }).fill('3');
      await panel.page.getByRole('textbox', { name: 'Trials in all' }).fill('');
      await panel.page.getByRole('textbox', { name: 'Time in all' }).fill('1 h 30 min');
      await panel.page.keyboard.press('Enter');
      assert.deepEqual(await panel.called('configure'), [[{ trials: null, time: 5400, workers: 3 }]]);
    });
  });

  describe('with the charts', () => {
    const tabs: [tab: string, name: RegExp, file: string][] = [
      ['best', /val_accuracy of 120 trials/, 'best-so-far'],
      ['curves', /of \d+ of 120 trials, \d+ of them stopped early/, 'learning-curves'],
      ['tradeoff', /val_accuracy by latency: \d+ on the front/, 'pareto-front'],
      ['hypervolume', /is dominated/, 'hypervolume'],
      ['parallel', /Parallel coordinates/, 'parallel-coordinates'],
      ['slice', /the best, .*, at/, 'slice'],
      ['importance', /Share of what the variables explain/, 'importance'],
      ['timeline', /trials by time on 2 workers/, 'timeline'],
      ['failures', /Share of the trials with a choice that failed/, 'failures-by-choice'],
    ];
    for (const [tab, label, file] of tabs) {
      it(`draws ${file} and exports it as SVG, PNG and data`, async () => {
        await panel.open({ query: { objectives: '2' } });
        await panel.page.locator(`#charts-tab-${tab}`).click();
        await panel.page.locator('.charts').getByRole('img', { name: label }).waitFor();
        for (const kind of ['SVG', 'PNG', 'CSV']) {
          await panel.page.getByRole('button', { name: 'Export the chart' }).click();
          await panel.page.getByRole('menuitem', { name: kind }).click();
        }
        const [svg, png, csv] = (await panel.called('save', 3)) as [string, string, string][];
        assert.equal(svg?.[0], `${file}.svg`);
        assert.match(svg?.[1] ?? '', /^<svg[^]*<path[^]*<\/svg>\s*$/);
        assert.equal(png?.[0], `${file}.png`);
        assert.equal(
          Buffer.from(png?.[1] ?? '', 'base64')
            .subarray(1, 4)
            .toString(),
          'PNG',
        );
        assert.equal(csv?.[0], `${file}.csv`);
        assert.ok((csv?.[1].split('\r\n').length ?? 0) > 3);
      });
    }

    it('links what is brushed with the table', async () => {
      await panel.open();
      await panel.page.locator('#charts-tab-parallel').click();
      const chart = panel.page.locator('.charts .chart-canvas');
      await chart.locator('canvas').waitFor();
      const box = (await chart.boundingBox())!;
      // The first axis is depth: its upper half has the deep ones.
      await panel.page.mouse.move(box.x + 36, box.y + 24);
      await panel.page.mouse.down();
      await panel.page.mouse.move(box.x + 36, box.y + 60, { steps: 5 });
      await panel.page.mouse.up();
      await panel.page.locator('.count', { hasText: 'selected' }).waitFor();
      const picked = await panel.page.evaluate(() => (harness.state as { picked: number[] }).picked);
      const depths = await panel.page.evaluate(
        (numbers) => numbers.map((number) => harness.example.trial(number).params.depth),
        picked,
      );
      assert.ok(picked.length > 5);
      assert.deepEqual([...new Set(depths)], [3]);
      await panel.page.locator('.charts').getByRole('button', { name: 'Clear the selection' }).click();
      await panel.page.locator('.count', { hasText: /^120$/ }).waitFor();
    });
  });
});
