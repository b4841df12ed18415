import { defineDag } from 'continuo/sdk';

/** The same format as in YAML, typed: an editor completes it, and functions may build it. */
const extract = (what: string) => ({
  type: 'ts',
  with: { handler: `shop.${what}`, args: { seed: '{{ params.seed }}', count: '{{ params.orders }}' } },
});
const stage = (what: string) => ({
  type: 'file.write',
  with: { path: `shop/{{ runId }}/${what}.csv`, format: 'csv', content: `{{ xcom('extract.${what}') }}` },
  upstream: [what],
});
const load = (what: string, keys: string[]) => ({
  type: 'file.loadCsv',
  with: {
    connection: 'examples',
    path: `{{ xcom('extract.stage_${what}').path }}`,
    table: `shop.${what}`,
    mode: 'upsert',
    keys,
  },
  upstream: ['extract', 'create_tables'],
});

export default defineDag({
  id: 'shop_orders',
  description: 'A shop: parallel extracts, a join, an incremental load, and a reconciliation against the source',
  tags: ['example', 'shop'],
  /** Each night, after the last order of the day. */
  schedule: { cron: '30 2 * * *', timetable: 'trigger' },
  /** Two at once would make the same tables; a first start in the hours after half past two has two, its own and that night's. */
  maxActiveRuns: 1,
  params: {
    seed: { type: 'integer', default: 7 },
    orders: { type: 'integer', minimum: 1, maximum: 100_000, default: 2_000 },
  },
  defaultArgs: { owner: 'shop', retries: 1, retryDelay: '5s' },
  groups: {
    extract: {
      tooltip: 'Three sources side by side',
      tasks: {
        customers: extract('customers'),
        products: extract('products'),
        orders: extract('orders'),
        stage_customers: stage('customers'),
        stage_products: stage('products'),
        stage_orders: stage('orders'),
      },
    },
  },
  tasks: {
    create_tables: { type: 'sql.execute', with: { connection: 'examples', file: 'examples/shop/tables.sql' } },
    load_customers: load('customers', ['customer_id']),
    load_products: load('products', ['product_id']),
    load_orders: load('orders', ['order_id']),
    revenue: {
      type: 'sql.execute',
      with: { connection: 'examples', file: 'examples/shop/revenue.sql' },
      upstream: ['load_customers', 'load_products', 'load_orders'],
    },
    reconcile: {
      type: 'sql.check',
      with: {
        connection: 'examples',
        sql: `select (select sum(cents) from shop.revenue)::float8 as loaded,
                (select sum(o.quantity * p.price_cents) from shop.orders o join shop.products p using (product_id))::float8 as source,
                (select count(*) from shop.orders)::int as orders`,
        expect: 'row.loaded == row.source && row.orders >= params.orders',
      },
      upstream: ['revenue'],
    },
    done: { type: 'empty', upstream: ['reconcile'] },
  },
});
