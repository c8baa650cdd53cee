import { execFileSync } from 'node:child_process';
import path from 'node:path';

describe('engine: kernels.wasm', function () {
  this.timeout(60_000);

  it('is what its sources give, byte for byte', () => {
    const root = path.resolve(__dirname, '../../..');
    execFileSync(process.execPath, ['scripts/build-kernels.mjs', '--check'], { cwd: root, stdio: 'pipe' });
  });
});
