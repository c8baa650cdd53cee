import { propertySuite } from './properties';

describe('engine: every layer trains as on the cpu backend', function () {
  this.timeout(60_000);
  propertySuite(2);
});
