import type { Pool } from 'pg';

/** Everything that migrations have made, as text in a fixed order: what `schema.sql` holds and a test compares. */
export async function describeSchema(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ line: string }>(DESCRIBE);
  return `${rows.map((row) => row.line).join('\n')}\n`;
}

const DESCRIBE = `
with tables as (
  select c.oid, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'migrations'
), lines as (
  select relname as owner, 1 as part, 0 as place, 'table ' || relname as line from tables
  union all
  select t.relname, 2, a.attnum, '  column ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || case when a.attnotnull then ' not null' else '' end
    || case a.attidentity when 'a' then ' generated always as identity' else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') end
  from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
  union all
  select t.relname, 3, 0, '  constraint ' || c.conname || ' ' || pg_get_constraintdef(c.oid)
  from tables t join pg_constraint c on c.conrelid = t.oid where c.contype <> 'n'
  union all
  select t.relname, 4, 0, '  ' || pg_get_indexdef(i.indexrelid) from tables t join pg_index i on i.indrelid = t.oid
  union all
  select t.relname, 5, 0, '  ' || pg_get_triggerdef(g.oid) from tables t join pg_trigger g on g.tgrelid = t.oid where not g.tgisinternal
  union all
  select 'zz functions', 6, 0, pg_get_functiondef(p.oid) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public'
)
select line from lines order by owner, part, place, line`;
