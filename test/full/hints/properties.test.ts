import { properties } from '../../unit/hints/javascript/properties';

properties(100);
