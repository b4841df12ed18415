import { defineTask } from 'continuo/sdk';

interface Args {
  seed: number;
  count: number;
}
const COUNTRIES = ['DE', 'FR', 'GB', 'IT', 'US'];
const CUSTOMERS = 200;
const PRODUCTS = 40;
const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 0, 1);

/** A small generator (mulberry32): the same seed gives the same shop on every machine. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}
const day = (n: number): string => new Date(FIRST_DAY + n * DAY_MS).toISOString().slice(0, 10);
const rows = <T>(count: number, make: (id: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i + 1));

export const customers = defineTask<Args>({
  run: (_context, { seed }) => {
    const random = randomOf(seed);
    return rows(CUSTOMERS, (customer_id) => ({
      customer_id,
      country: COUNTRIES[random(COUNTRIES.length)],
      since: day(-random(900)),
    }));
  },
});

export const products = defineTask<Args>({
  run: (_context, { seed }) => {
    const random = randomOf(seed + 1);
    return rows(PRODUCTS, (product_id) => ({
      product_id,
      name: `product ${product_id}`,
      price_cents: 99 + random(20_000),
    }));
  },
});

export const orders = defineTask<Args>({
  run: (_context, { seed, count }) => {
    const random = randomOf(seed + 2);
    return rows(count, (order_id) => ({
      order_id,
      customer_id: 1 + random(CUSTOMERS),
      product_id: 1 + random(PRODUCTS),
      quantity: 1 + random(5),
      day: day(random(60)),
    }));
  },
});
