import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, type FrameLocator, type Locator, type Page, chromium } from 'playwright-core';
import { root, testHosts } from './hosts';
import { type Server, type ServerOptions, startServer } from './server';

export interface WorkbenchOptions extends ServerOptions {
  /** The extension's tests: runs them in the extension host instead of waiting for a person. */
  readonly tests?: string;
  /** The extension that is under development, in place of this checkout's. */
  readonly development?: string;
}

/** Starts the browser for the workbench. */
export function startBrowser(): Promise<Browser> {
  const { file, env } = testHosts().chromium;
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
      // The workbench would ask a marketplace.
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    ],
  });
}

/** The address of the workbench with the extension (from the checkout, unless a package is installed). */
export function workbenchUrl(server: Server, options: WorkbenchOptions): string {
  const remote = (file: string) => `vscode-remote://127.0.0.1:${server.port}${file.replaceAll('\\', '/')}`;
  const payload: [string, string][] = [['skipWelcome', 'true']];
  if (!options.vsix) payload.push(['extensionDevelopmentPath', remote(options.development ?? root)]);
  if (options.tests) payload.push(['extensionTestsPath', remote(options.tests)]);
  const query = new URLSearchParams({ folder: server.workspace, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${server.port}/?${query.toString()}`;
}

/** Tries again what may come too early: the workbench stands before its server answers. */
async function patiently(act: () => Promise<void>): Promise<void> {
  for (let left = 5; ; left--) {
    try {
      return await act();
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

/** A workbench as a person sees it: keys, clicks and what is on the screen. */
export class Workbench {
  private constructor(
    readonly server: Server,
    readonly browser: Browser,
    readonly page: Page,
  ) {}

  /** Opens a copy of the fixture in a new server and browser and waits until the workbench stands. */
  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const server = await startServer(options);
    let browser: Browser | undefined;
    try {
      browser = await startBrowser();
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      page.setDefaultTimeout(30_000);
      await page.goto(workbenchUrl(server, options));
      await page.locator('.monaco-workbench .explorer-folders-view .monaco-list-row').first().waitFor();
      // The side bar for chats takes the panel's room.
      const aside = page.locator('.part.auxiliarybar');
      if (await aside.isVisible()) await page.keyboard.press('Control+Alt+B');
      return new Workbench(server, browser, page);
    } catch (error) {
      await browser?.close();
      await server.close();
      throw error;
    }
  }

  get workspace(): string {
    return this.server.workspace;
  }

  /** Runs a command by its title through the command palette. */
  async command(title: string): Promise<void> {
    await patiently(async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('F1');
      await this.quickPick(title, '>', 5_000);
    });
  }

  /** The titles that the command palette offers for some words. */
  async commands(words: string): Promise<string[]> {
    await this.page.keyboard.press('F1');
    await this.quickInput(`>${words}`);
    await this.page.waitForTimeout(500);
    const titles = await this.page
      .locator('.quick-input-widget .monaco-list-row .label-name')
      .allTextContents();
    await this.page.keyboard.press('Escape');
    return titles;
  }

  /** Types into the quick pick that is open and takes the entry with exactly that label. */
  async quickPick(label: string, prefix = '', timeout = 30_000): Promise<void> {
    const widget = this.page.locator('.quick-input-widget');
    await this.quickInput(`${prefix}${label}`);
    const exact = new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
    const name = this.page.locator('.label-name', { hasText: exact });
    await widget.locator('.monaco-list-row').filter({ has: name }).first().click({ timeout });
  }

  /** Takes an entry of a row's menu, until what it opens is there: a menu takes no click in its first moment. */
  async menu(row: Locator, label: string, opened: Locator): Promise<void> {
    const entry = this.page.locator('.monaco-menu').getByText(label);
    await patiently(async () => {
      if (!(await entry.isVisible())) await row.click({ button: 'right', timeout: 10_000 });
      await entry.click({ timeout: 10_000 });
      await opened.waitFor({ timeout: 10_000 });
    });
  }

  /** Types into the quick input. Not with keys: a dialog that closes just now takes the focus, and the keys, elsewhere. */
  private async quickInput(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await input.waitFor({ timeout: 5_000 });
    await input.evaluate((element, value) => {
      (element as unknown as { value: string }).value = value;
      element.dispatchEvent(new Event('input', { bubbles: true }));
    }, text);
  }

  /** Opens a file of the workspace by its path from there and waits for its editor. */
  async openFile(file: string): Promise<void> {
    const name = path.basename(file);
    const widget = this.page.locator('.quick-input-widget');
    const entry = widget.locator('.monaco-list-row', { hasText: name }).first();
    await patiently(async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+P');
      // By absolute path: searching for a name takes a program that is not there.
      await this.quickInput(path.join(this.workspace, file));
      await entry.click({ timeout: 5_000 });
    });
    await this.page.locator(`.tab[data-resource-name="${name}"]`).waitFor();
    await this.page.locator('.monaco-editor .view-lines').first().waitFor();
  }

  /** Closes every editor and waits until they are gone. */
  async closeEditors(): Promise<void> {
    await this.command('View: Close All Editors');
    await this.page.locator('.editor-group-container .tab').first().waitFor({ state: 'detached' });
  }

  /** The text of a file as its editor has it, saved to disk first. */
  async textOf(file: string): Promise<string> {
    await this.openFile(file);
    await this.command('File: Save All Files');
    await this.page.locator('.tab.dirty').first().waitFor({ state: 'detached' });
    return (await readFile(path.join(this.workspace, file), 'utf8')).trimEnd();
  }

  /** A button of a dialog or notification. */
  button(name: string): Locator {
    return this.page
      .locator('.monaco-dialog-box, .notifications-toasts')
      .getByRole('button', { name, exact: true });
  }

  /** The document inside the webview whose tab has this title. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** Chooses a colour theme by its name. */
  async theme(name: string): Promise<void> {
    await this.command('Preferences: Color Theme');
    await this.quickPick(name);
  }

  /** Keeps a picture of the whole window in test/output. */
  async screenshot(name: string): Promise<void> {
    const folder = path.join(root, 'test/output');
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
  }
}
