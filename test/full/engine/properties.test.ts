import { propertySuite } from '../../unit/engine/properties';

/** Random configurations of each case. */
const draws = Number(process.env.ESPALIER_DRAWS ?? 40);

describe(`engine: every layer trains as on the cpu backend, ${draws} times`, function () {
  this.timeout(600_000);
  propertySuite(draws);
});
