/** What VS Code calls in the extension host: runs every suite that was built beside this file. */
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/** Rejects when a test failed. The report and how many passed and failed are left beside this file. */
export async function run(): Promise<void> {
  const report = path.join(__dirname, 'report.txt');
  Mocha.reporters.Base.consoleLog = (...line: unknown[]) => appendFileSync(report, `${format(...line)}\n`);
  const mocha = new Mocha({ timeout: 60_000, color: false, reporter: 'spec' });
  for (const name of readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).sort()) {
    if (name.endsWith('.test.js')) mocha.addFile(path.join(__dirname, name));
  }
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      const { passes: passed, pending: skipped } = runner.stats ?? { passes: 0, pending: 0 };
      writeFileSync(
        path.join(__dirname, 'counts.json'),
        JSON.stringify({ passed, failed: failures, skipped }),
      );
      if (failures > 0) reject(new Error(`${failures} tests failed.`));
      else resolve();
    });
  });
}
