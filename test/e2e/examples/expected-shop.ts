/** The shop of a seed, computed apart from the pipeline: mulberry32 by its published definition, then plain arithmetic. */
export interface ExpectedShop {
  orders: number;
  customers: number;
  products: number;
  /** `country|day` → orders and cents. */
  revenue: Record<string, { orders: number; cents: number }>;
}

function mulberry32(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

export function expectedShop(seed: number, orders: number): ExpectedShop {
  const [forCustomers, forProducts, forOrders] = [mulberry32(seed), mulberry32(seed + 1), mulberry32(seed + 2)];
  const countries = Array.from({ length: 200 }, () => {
    const country = ['DE', 'FR', 'GB', 'IT', 'US'][forCustomers() % 5];
    forCustomers(); // the day since when
    return country;
  });
  const prices = Array.from({ length: 40 }, () => 99 + (forProducts() % 20_000));
  const revenue: ExpectedShop['revenue'] = {};
  for (let i = 0; i < orders; i += 1) {
    const [customer, product, quantity, day] = [200, 40, 5, 60].map((below) => forOrders() % below) as [
      number,
      number,
      number,
      number,
    ];
    const key = `${countries[customer]}|${new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)}`;
    const entry = (revenue[key] ??= { orders: 0, cents: 0 });
    entry.orders += 1;
    entry.cents += (quantity + 1) * (prices[product] ?? NaN);
  }
  return { orders, customers: 200, products: 40, revenue };
}
