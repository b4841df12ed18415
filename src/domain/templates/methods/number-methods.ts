import type { Value } from '../values/kinds.js';
import { numeric } from '../values/numbers.js';
import { native, table, type Native } from './signature.js';

/** Methods of int and float. */
export const INT_METHODS: ReadonlyMap<string, Native> = table<Native>({
  bit_length: native<number>('', (self) => (self === 0 ? 0 : Math.abs(self).toString(2).length)),
});

export const FLOAT_METHODS: ReadonlyMap<string, Native> = table<Native>({
  is_integer: native<Value>('', (self) => Number.isInteger(numeric(self))),
});
