import { properties } from './properties';

// More are for the full suite.
properties(15);
