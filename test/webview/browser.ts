/** The browser in which the panel is tested. */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { testHosts } from '../e2e/hosts';
import type { Theme } from './server';

/** Starts a Chromium that reaches nothing but this machine. */
export function startBrowser(): Promise<Browser> {
  const { file, env } = chromiumAt();
  return chromium.launch({
    executablePath: file,
    env: { ...process.env, ...env } as Record<string, string>,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

function chromiumAt(): { file: string; env: Readonly<Record<string, string>> } {
  const debian = '/usr/bin/chromium';
  return existsSync(debian) ? { file: debian, env: {} } : testHosts().chromium;
}

/** The names that the compiler of the tests keeps, in functions that are evaluated in a page. */
export const keptNames = 'globalThis.__name = (made) => made';

export interface Shown {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  /** Of the harness, see harness/host.ts. */
  readonly query?: Readonly<Record<string, string>>;
}

/** A page in which panels are shown one after another, and what its console said of errors and of the policy. */
export interface PanelPage {
  readonly page: Page;
  readonly problems: string[];
}

export async function newPanelPage(browser: Browser): Promise<PanelPage> {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content.Security.Policy/i.test(message.text()))
      problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.addInitScript(keptNames);
  return { page, problems };
}

let shownBefore = 0;

/** Shows a new panel, which knows nothing of those that the page showed before. */
export async function showPanel(
  page: Page,
  url: string,
  { theme = 'dark', width = 1200, height = 800, reducedMotion, query = {} }: Shown = {},
): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ reducedMotion: reducedMotion ? 'reduce' : 'no-preference' });
  await page.mouse.move(0, 0);
  const panel = String(shownBefore++);
  await page.goto(`${url}/?${new URLSearchParams({ theme, ...query, panel }).toString()}`);
}
