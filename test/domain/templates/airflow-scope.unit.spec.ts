import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/domain/json.js';
import { renderTemplate, TEMPLATE_NAMES, type TemplateFacts } from '../../../src/domain/templates/index.js';
import { fixture } from './scope-fixture.js';

const render = async (template: string, changes: Partial<TemplateFacts> = {}): Promise<Json> => {
  const result = await renderTemplate(template, fixture(changes).scope);
  return result.ok ? result.value : `error: ${result.error.message}`;
};

describe('airflowScope', () => {
  it('has the names that the check at registration knows', () => {
    expect([...fixture().scope.names.keys()].sort()).toEqual([...TEMPLATE_NAMES].sort());
  });

  it.each<[string, Json]>([
    ['{{ ds }} {{ dsNodash }} {{ ds_nodash }}', '2026-01-05 20260105 20260105'],
    [
      '{{ ts }} {{ tsNodash }} {{ ts_nodash_with_tz }}',
      '2026-01-05T00:00:00+00:00 20260105T000000 20260105T000000+0000',
    ],
    ['{{ logicalDate.year }}-{{ logical_date.month }}', '2026-1'],
    ['{{ dataInterval.start | ds }}/{{ data_interval_end | ds }}', '2026-01-05/2026-01-06'],
    [
      '{{ runId }} {{ run_id }} {{ dag.dag_id }} {{ dag.id }}',
      'scheduled__2026-01-05 scheduled__2026-01-05 weather weather',
    ],
    [
      '{{ dagRun.state }} {{ dag_run.run_type }} {{ dag_run.run_id }} {{ dag_run.logical_date | ds }}',
      'running scheduled scheduled__2026-01-05 2026-01-05',
    ],
    ['{{ dag_run.started_at.second }} {{ dagRun.startedAt.isoformat() }}', '1 2026-01-06T00:00:01.500000+00:00'],
    ["{{ dag_run.conf.get('force') }} {{ conf.force }} {{ dagRun.conf['zz'] | default('-') }}", 'True True -'],
    [
      '{{ task.id }} {{ task.task_id }} {{ task.owner }} {{ ti.task_id }} {{ task_instance.dag_id }}',
      'load load data load weather',
    ],
    ['{{ tryNumber }} {{ ti.try_number }} {{ ti.map_index }}', '2 2 -1'],
    ['{{ prev.successfulDataInterval.end }}', '2026-01-05T00:00:00+00:00'],
    ['{{ prev_data_interval_start_success | ds }}', '2026-01-04'],
    ['{{ prev_start_date_success | ts }} {{ prevEndDateSuccess.minute }}', '2026-01-05T00:00:02+00:00 3'],
    ['{{ triggeringAssets.orders[0].extra.rows }} {{ triggering_asset_events | length }} {{ partitionKey }}', '3 1 eu'],
    ["{{ triggeringAssets['orders'] | length }} {{ triggeringAssets.orders[1].source is none }}", '2 True'],
    [
      '{% for name, events in triggering_asset_events.items() %}{{ name }} {{ events[0].source_dag_id }}{% endfor %}',
      'orders shop',
    ],
    ['{{ (triggering_asset_events.values() | first | first).timestamp.year }}', 2026],
    ['{{ triggeringAssets.orders[0].source.runId }} {{ triggeringAssets.orders[0].source.task_id }}', 'manual__1 load'],
    ["{{ 'fx' in triggeringAssets }}", false],
    [
      '{{ triggeringAssets.orders[0].at.hour }} {{ triggeringAssets.orders[0] | tojson }}',
      '8 {"asset": "orders", "at": "2026-01-05T08:00:00.500Z", "extra": {"rows": 3}, "partition": "eu", "source": {"dagId": "shop", "dagRunId": "r", "mapIndex": -1, "runId": "manual__1", "taskId": "load", "tryNumber": 1}}',
    ],
    ['{{ logicalDate.in_timezone(dag.timezone) }}', '2026-01-05T01:00:00+01:00'],
    ["{{ logical_date.add(days=1, hours=2).strftime('%d.%m. %H:%M') }}", '06.01. 02:00'],
    ["{{ logical_date.subtract(months=1).format('YYYY-MM-DD [at] HH:mm') }}", '2025-12-05 at 00:00'],
    ["{{ logical_date.start_of('month').to_date_string() }} {{ logical_date.end_of('week').day }}", '2026-01-01 11'],
    [
      '{{ logical_date.int_timestamp }} {{ logical_date.day_of_week }} {{ logical_date.day_of_year }}',
      '1767571200 0 5',
    ],
    ['{{ (data_interval_end - data_interval_start).total_seconds() }}', 86400],
    ['{{ data_interval_start <= logical_date < data_interval_end }}', true],
    ['{{ macros.ds_add(ds, 7) }} {{ macros.ds_format(ds, "%Y-%m-%d", "%d/%m/%y") }}', '2026-01-12 05/01/26'],
    ['{{ (logical_date + macros.timedelta(hours=36)).isoformat() }}', '2026-01-06T12:00:00+00:00'],
    ["{{ macros.datetime.strptime(ds, '%Y-%m-%d') }}", '2026-01-05T00:00:00'],
  ])('gives %s', async (template, value) => expect(await render(template)).toEqual(value));

  it('has elements and indexes of mapped instances only', async () => {
    expect(
      await render('{{ map.file }}:{{ mapIndex }}:{{ map_index }}:{{ ti.map_index }}', {
        map: { file: 'a' },
        mapIndex: 3,
      }),
    ).toBe('a:3:3:3');
    expect(await render('{{ map.file }}')).toMatch(/this task is not mapped/);
    expect(await render("{{ mapIndex | default('none') }}")).toBe('none');
  });

  it.each(['ds', 'ts_nodash', 'logical_date', 'logicalDate.year'])(
    'refuses %s without a logical date',
    async (name) => {
      expect(await render(`{{ ${name} }}`, { logicalDate: null })).toMatch(
        /is undefined: this run has no logical date in \{\{/,
      );
      expect(await render(`{{ ${name.split('.')[0] ?? ''} | default('manual') }}`, { logicalDate: null })).toBe(
        'manual',
      );
    },
  );

  it('refuses intervals that the run does not have', async () => {
    expect(await render('{{ dataInterval.start }}', { dataInterval: null })).toMatch(/no such data interval/);
  });

  it.each([null, { successfulDataInterval: null, successfulRun: null }])(
    'has none for what the first run has not: %j',
    async (prev) => {
      const names = ['prev_data_interval_start_success', 'prev_end_date_success', 'prevStartDateSuccess'];
      for (const name of [...names, 'prev.successfulDataInterval', 'prev.successful_data_interval'])
        expect(await render(`{{ ${name} }}`, { prev })).toBeNull();
      expect(await render('{{ (prev.successfulDataInterval or dataInterval).start | ds }}', { prev })).toBe(
        '2026-01-05',
      );
      expect(await render('{{ prev.successfulDataInterval.start }}', { prev })).toMatch(/error/);
    },
  );

  it.each<[string, Json]>([
    ["{{ xcom('fetch') }}", [{ id: 1 }, { id: 2 }]],
    ["{{ xcom('fetch', 'count') + 1 }}", 3],
    ["{{ xcom('empty') }}", null],
    ["{{ ti.xcom_pull(task_ids='fetch', key='count') }}", 2],
    ["{{ ti.xcom_pull('fetch') | map(attribute='id') | list }}", [1, 2]],
    ["{{ task_instance.xcom_pull(task_ids=['empty', 'load']) }}", [null, 'own']],
    ['{{ ti.xcom_pull() }}', 'own'],
    ["{{ ti.xcom_pull(task_ids='empty', default=5) }}", 5],
    ["{{ xcom('nope') }}", "error: the DAG has no task 'nope' in {{ xcom('nope') }}"],
    ["{{ xcom('nope') | default(1) }}", "error: the DAG has no task 'nope' in {{ xcom('nope') | default(1) }}"],
  ])('reads XComs: %s', async (template, value) => expect(await render(template)).toEqual(value));

  it.each<[string, Json]>([
    ["{{ ti.xcom_pull('fetch', map_indexes=3) }}", 'one'],
    ["{{ ti.xcom_pull('fetch', map_indexes=[3]) }}", ['one']],
    ["{{ xcom('fetch', mapIndexes=[4]) }}", []],
  ])('gives a list for a list of map indexes, even of one: %s', async (template, value) => {
    const { scope } = fixture();
    const xcom = async (_task: string, _key: string, indexes: readonly number[] | null) => ({
      ok: true as const,
      value: indexes?.[0] === 3 ? 'one' : null,
    });
    const result = await renderTemplate(template, { ...scope, lookups: { ...scope.lookups, xcom } });
    expect(result).toEqual({ ok: true, value });
  });

  it('hands map_indexes on, and refuses what lies outside of the run', async () => {
    const { scope, asked } = fixture();
    await renderTemplate("{{ ti.xcom_pull('fetch', map_indexes=[0, 2]) }}", scope);
    expect(asked).toEqual(['fetch/return_value/0+2']);
    expect(await render("{{ ti.xcom_pull('fetch', dag_id='other') }}")).toMatch(/reads this run only/);
    expect(await render("{{ ti.xcom_pull('fetch', include_prior_dates=true) }}")).toMatch(/reads this run only/);
  });

  it.each<[string, Json]>([
    ["{{ var('region') }}-{{ var.value.region }}-{{ var.value.get('region') }}", 'eu-eu-eu'],
    ['{{ var.json.settings.deep.x }}', [1, 2]],
    ["{{ var.json.get('zz', {'a': 1}) }}", { a: 1 }],
    ["{{ var.value.get('zz', 'dflt') }} {{ var('zz') | default('d') }} {{ var('zz', 'e') }}", 'dflt d e'],
    ['{{ var.value.zz }}', "error: there is no variable 'zz' in {{ var.value.zz }}"],
    ['{{ var.json.broken }}', "error: the variable 'broken' is not JSON in {{ var.json.broken }}"],
    ["{{ conn('warehouse').host }}:{{ conn.warehouse.port }}", 'db.example:5432'],
    [
      "{{ conn.warehouse.conn_type }}://{{ conn.get('warehouse').login }}@{{ conn.warehouse.schema }}",
      'postgres://etl@dwh',
    ],
    ['{{ conn.warehouse.password }} {{ conn.warehouse.extra_dejson.token }}', 's3cr3t t0k3n'],
    ['{{ conn.warehouse.nope }}', null],
    ["{{ conn('zz').host }}", "error: there is no connection 'zz' in {{ conn('zz').host }}"],
  ])('reads variables and connections: %s', async (template, value) => expect(await render(template)).toEqual(value));

  it('reports the secrets that rendering got hold of', async () => {
    const { scope, secrets } = fixture();
    await renderTemplate(
      ['{{ ds }}', '{{ conn.warehouse.host }}', "{{ var('region') }}", '{{ var.json.settings.deep.x }}'],
      scope,
    );
    expect(secrets).toEqual(['s3cr3t', 't0k3n', 'require', 'eu', '{"deep":{"x":[1,2]}}']);
  });

  it('lets the lookup say what is secret', async () => {
    const { scope, secrets } = fixture();
    const lookups = {
      ...scope.lookups,
      variable: () => Promise.resolve({ ok: true as const, value: 'a b', secrets: ['b', ''] }),
    };
    await renderTemplate("{{ var('x') }}", { ...scope, lookups });
    expect(secrets).toEqual(['b']);
  });

  it.each(['macros.random()', 'macros.datetime.now()', 'macros.uuid', 'macros.time'])(
    'has no %s: rendering has no clock and no chance',
    async (name) => {
      expect(await render(`{{ ${name} }}`)).toMatch(/^error: /);
    },
  );

  it('adds days on the wall clock, as Python does', async () => {
    const start = 'macros.datetime(2026, 3, 28, 12) | string';
    expect(await render(`{{ ${start} }}`)).toBe('2026-03-28 12:00:00');
    expect(
      await render("{{ logical_date.replace(month=3, day=28).in_tz('Europe/Paris') + macros.timedelta(days=1) }}"),
    ).toBe('2026-03-29T01:00:00+01:00');
    expect(await render("{{ logical_date.in_tz('Mars/Olympus') }}")).toMatch(/IANA name/);
  });
});
