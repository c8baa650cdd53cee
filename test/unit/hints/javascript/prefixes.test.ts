import { halfTyped } from './half-typed';

// Every length is for the full suite.
halfTyped(7);
