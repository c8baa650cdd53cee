// One of mocha's reporters (option `style`, otherwise dot) that also writes how many tests passed and failed to the
// file named by ESPALIER_COUNTS.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

class CountingReporter {
  constructor(runner, options) {
    const Reporter = reporters[options.reporterOptions?.style ?? 'Dot'];
    const reporter = new Reporter(runner, options);
    runner.once('end', () => {
      const { passes: passed, failures: failed, pending: skipped } = reporter.stats;
      const file = process.env.ESPALIER_COUNTS;
      if (file) writeFileSync(file, JSON.stringify({ passed, failed, skipped }));
    });
  }
}

module.exports = CountingReporter;
