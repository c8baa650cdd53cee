/**
 * The pictures of the README: the study of `npm run demo`, opened in a real workbench beside its code, in three themes.
 * `npm run demo && npm run pictures`
 */
import { existsSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { root } from './hosts';
import { packagedExtension } from './package';
import { Workbench } from './workbench';

const themes = { light: 'Light Modern', dark: 'Dark Modern', 'high-contrast': 'Dark High Contrast' };

async function main(): Promise<void> {
  const fixture = path.join(root, 'examples/digits');
  if (!existsSync(path.join(fixture, '.espalier/demo.log'))) throw new Error('npm run demo comes first.');
  const workbench = await Workbench.open({
    fixture,
    vsix: await packagedExtension(),
    settings: { 'files.exclude': { '**/node_modules': true, '**/.vscode': true } },
  });
  try {
    symlinkSync(path.join(root, 'node_modules'), path.join(workbench.workspace, 'node_modules'), 'junction');
    await workbench.page.setViewportSize({ width: 1600, height: 1000 });
    await workbench.openFile('digits.js');
    await workbench.command('Espalier: Open Study');
    await workbench.quickPick('demo');
    await workbench.webview().getByText('24 of 24').first().waitFor();
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    for (const [name, theme] of Object.entries(themes)) {
      await workbench.theme(theme);
      // No tooltip in the picture.
      await workbench.page.mouse.move(400, 990);
      await workbench.page.waitForTimeout(1500);
      await workbench.page.screenshot({ path: path.join(root, `media/panel-${name}.png`) });
    }
  } finally {
    await workbench.close();
  }
}

void main();
