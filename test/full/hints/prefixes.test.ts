import { halfTyped } from '../../unit/hints/javascript/half-typed';

halfTyped(1);
