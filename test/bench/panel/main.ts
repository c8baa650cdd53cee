/**
 * What the panel costs in a real Chromium: `npm run bench:panel`. A study of 10,000 trials with 11 variables and 2
 * objectives beside one of 100; frames while scrolling and under 100 updates a second beside those of the panel at
 * rest; memory over an hour's worth of such updates.
 */
import type { CDPSession, Page } from 'playwright-core';
import { newPanelPage, showPanel, startBrowser } from '../../webview/browser';
import type { Harness } from '../../webview/harness/host';
import { serveHarness } from '../../webview/server';

declare const harness: Harness;

const LARGE = 10_000;
const SMALL = 100;
const SECONDS = 8;
const HOUR = 360_000;
const MIB = 2 ** 20;

/** Milliseconds between frames, and how long the page's own thread was busy for each on average. */
interface Frames {
  readonly median: number;
  readonly p95: number;
  readonly worst: number;
  readonly busy: number;
}

async function open(url: string, trials: number): Promise<{ page: Page; session: CDPSession }> {
  const query = { trials: String(trials), objectives: '2', state: 'running' };
  const browser = await startBrowser();
  const { page } = await newPanelPage(browser);
  await showPanel(page, url, { width: 1400, height: 900, query });
  await page.locator('.row').first().waitFor();
  await page.locator('canvas, svg').first().waitFor();
  await page.waitForTimeout(1500);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return { page, session };
}

/** From the moment that the study is at hand to the frame that shows rows: the panel's script, the message, the page. */
async function firstPaint(url: string, trials: number): Promise<number> {
  const browser = await startBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(`
      new MutationObserver((_, observer) => {
        if (!document.querySelector('.row')) return;
        observer.disconnect();
        // The frame after the one in which the rows are there has been drawn.
        requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('rows')));
      }).observe(document, { childList: true, subtree: true });
    `);
    await page.goto(`${url}/?theme=dark&trials=${trials}&objectives=2&state=running`);
    await page.waitForFunction(() => performance.getEntriesByName('rows').length > 0);
    return await page.evaluate(
      () =>
        performance.getEntriesByName('rows')[0]!.startTime -
        performance.getEntriesByName('study')[0]!.startTime,
    );
  } finally {
    await browser.close();
  }
}

async function frames(page: Page, session: CDPSession, isScrolling: boolean): Promise<Frames> {
  const busyBefore = await busySeconds(session);
  const gaps = await page.evaluate(
    ([seconds, scrolls]) =>
      new Promise<number[]>((resolve) => {
        const scroller = document.querySelector('.row')!.closest('[role=grid], [role=table]')!;
        const box = [scroller, ...scroller.querySelectorAll('*'), scroller.parentElement!].find(
          (one) => one.scrollHeight > one.clientHeight + 1000,
        )!;
        const found: number[] = [];
        const began = performance.now();
        let last = began;
        const tick = (now: number): void => {
          found.push(now - last);
          last = now;
          if (scrolls) box.scrollTop += 150;
          if (now - began < Number(seconds) * 1000) requestAnimationFrame(tick);
          else resolve(found.slice(2));
        };
        requestAnimationFrame(tick);
      }),
    [SECONDS, isScrolling] as const,
  );
  const busy = (1000 * ((await busySeconds(session)) - busyBefore)) / gaps.length;
  const sorted = gaps.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return { median: at(0.5), p95: at(0.95), worst: at(1), busy };
}

async function busySeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value;
}

async function heap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.enable');
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value / MIB;
}

function frameRow(name: string, { median, p95, worst, busy }: Frames, rest: Frames): void {
  const cells = [median, p95, worst, busy].map((value) => value.toFixed(1).padStart(8)).join('');
  console.log(`${name.padEnd(40)}${cells}   ${(p95 / rest.p95).toFixed(2)}`);
}

async function main(): Promise<void> {
  const server = await serveHarness();
  try {
    const paints: Record<number, number[]> = { [SMALL]: [], [LARGE]: [] };
    for (let round = 0; round < 5; round++)
      for (const trials of [SMALL, LARGE]) paints[trials]!.push(await firstPaint(server.url, trials));
    const least = (trials: number): number => Math.min(...paints[trials]!);
    console.log('From the study to rows on the screen, least of 5');
    console.log(`  ${SMALL} trials ${least(SMALL).toFixed(0)} ms`);
    console.log(
      `  ${LARGE} trials ${least(LARGE).toFixed(0)} ms, ${(least(LARGE) / least(SMALL)).toFixed(1)} times\n`,
    );

    const { page, session } = await open(server.url, LARGE);
    console.log(
      `Frames of a study of ${LARGE} trials, ms      median     p95   worst    busy   p95 ÷ at rest`,
    );
    const rest = await frames(page, session, false);
    frameRow('at rest', rest, rest);
    frameRow('scrolling the table', await frames(page, session, true), rest);
    await page.evaluate(() => Object.assign(window, { ended: harness.stream(100) }));
    frameRow('100 updates a second', await frames(page, session, false), rest);
    frameRow('scrolling, 100 updates a second', await frames(page, session, true), rest);
    await page.evaluate(() => (window as unknown as { ended(): void }).ended());

    console.log(
      `\nHeap after so many updates, MiB (an hour at 100 a second is ${HOUR}); one in 36 is a new trial`,
    );
    const before = await heap(session);
    console.log(`  ${'0'.padStart(7)}  ${before.toFixed(1)}`);
    for (const quarter of [1, 2, 3, 4]) {
      await page.evaluate(([updates]) => harness.burst(updates, 36), [HOUR / 4] as const);
      console.log(`  ${String((quarter * HOUR) / 4).padStart(7)}  ${(await heap(session)).toFixed(1)}`);
    }
    await page.context().browser()?.close();
  } finally {
    await server.close();
  }
}

void main();
