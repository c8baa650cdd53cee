import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './hosts';
import { packagedExtension } from './package';
import { Workbench } from './workbench';

describe('an untrusted workspace', () => {
  let workbench: Workbench;
  before(async () => {
    const fixture = path.join(root, 'test/fixtures/workspace');
    workbench = await Workbench.open({ fixture, trust: true, vsix: await packagedExtension() });
    await workbench.page.getByText('Restricted Mode').first().waitFor();
  });
  after(() => workbench?.close());

  it('shows hints, and offers no search', async () => {
    await workbench.openFile('lookup.js');
    await workbench.page.getByText('48 architectures').waitFor();
    assert.equal(await workbench.page.locator('.codelens-decoration').getByText('Search').count(), 0);
    const commands = await workbench.commands('Espalier:');
    assert.ok(commands.includes('Espalier: Open Panel'), commands.join(', '));
    assert.ok(!commands.includes('Espalier: Search Architecture'), commands.join(', '));
  });

  it('runs nothing when the panel is opened', async () => {
    await workbench.command('Espalier: Open Panel');
    await workbench.webview().locator('#root').waitFor();
    assert.equal(existsSync(path.join(workbench.workspace, '.espalier')), false);
  });
});
