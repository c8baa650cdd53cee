import { propertySuite } from '../../unit/engine/properties';

describe('engine: every layer trains as on the cpu backend, 40 times', function () {
  this.timeout(600_000);
  propertySuite(40);
});
