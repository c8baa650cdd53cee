/** What suites of the panel have in common: a server, a browser, a page, and no errors in its console. */
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { keptNames, newPanelPage, showPanel, startBrowser, type PanelPage, type Shown } from './browser';
import type { Harness } from './harness/host';
import { serveHarness, type HarnessServer } from './server';

/** The harness in the page. */
declare const harness: Harness;

export interface Fixture {
  readonly page: Page;
  /** Shows a new panel, as {@link Shown} says, and waits until what is to be ready is there. */
  open(shown?: Shown, ready?: string): Promise<void>;
  /** A page of its own with nothing in it, where scripts may run that the panel forbids. */
  blank(): Promise<Page>;
  /** The arguments of each call of a function of the host; waits until there are so many. */
  called(name: string, least?: number): Promise<unknown[][]>;
}

/** Registers the hooks of a suite. */
export function panelFixture(): Fixture {
  let server: HarnessServer;
  let browser: Browser;
  let panel: PanelPage | undefined;
  before(async () => {
    server = await serveHarness();
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(async function () {
    const problems = panel?.problems.splice(0) ?? [];
    if (this.currentTest?.state === 'failed' || problems.length > 0) {
      // The next test is not to suffer from it.
      await panel?.page.close();
      panel = undefined;
    }
    assert.deepEqual(problems, [], 'errors in the console');
  });
  const shown = (): Page => {
    assert.ok(panel, 'no panel is open');
    return panel.page;
  };
  return {
    get page() {
      return shown();
    },
    open: async (options = {}, ready = '.row') => {
      panel ??= await newPanelPage(browser);
      await showPanel(panel.page, server.url, options);
      await panel.page.locator(ready).first().waitFor();
    },
    blank: async () => {
      const own = await browser.newPage();
      await own.addInitScript(keptNames);
      await own.goto('about:blank');
      return own;
    },
    called: async (name, least = 1) => {
      await shown().waitForFunction(
        ([wanted, count]) => harness.calls.filter(([one]) => one === wanted).length >= Number(count),
        [name, least] as const,
      );
      const calls = await shown().evaluate(() => harness.calls);
      return calls.filter(([one]) => one === name).map(([, ...args]) => args);
    },
  };
}
