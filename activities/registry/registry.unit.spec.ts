import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineOperator, defineTask } from '../sdk/index.js';
import { runOperator, testContext } from '../sdk/testing/index.js';
import { builtinOperators, createRegistry } from './index.js';

const acme = defineOperator({
  type: 'acme.upload',
  summary: 'Uploads',
  with: z.strictObject({ file: z.string() }),
  run: async () => ({}),
});
const registry = createRegistry({
  builtin: builtinOperators,
  user: {
    handlers: [{ name: 'weather.mean', handler: defineTask({ run: () => 7 }), path: 'weather.ts' }],
    operators: [acme],
    codeVersion: '1+x',
  },
});

describe('createRegistry', () => {
  it('knows the operators of the DAG format and those of the user', () => {
    expect(registry.catalog().types()).toEqual(
      [
        'acme.upload',
        'approval',
        'bash',
        'branch',
        'empty',
        'file.loadCsv',
        'file.read',
        'file.write',
        'http.job',
        'http.request',
        'latestOnly',
        'notify.email',
        'notify.log',
        'notify.slack',
        'notify.webhook',
        'python',
        'sensor.externalRun',
        'sensor.externalTask',
        'sensor.file',
        'sensor.http',
        'sensor.sql',
        'sensor.time',
        'shortCircuit',
        'sql.check',
        'sql.execute',
        'sql.query',
        'triggerDag',
        'ts',
        'wait.callback',
      ].sort(),
    );
    expect(registry.catalog().get('nobody.serves')).toBeUndefined();
    expect(registry.codeVersion).toBe('1+x');
  });

  it('says what the check of a DAG needs', () => {
    const catalog = registry.catalog();
    expect(catalog.get('sensor.sql')).toMatchObject({ sensor: true, untemplated: ['expect'], celFields: ['expect'] });
    expect(catalog.get('bash')).toMatchObject({ sensor: false, untemplated: [], celFields: [] });
    expect(catalog.get('acme.upload')?.withSchema.safeParse({ file: 1 }).success).toBe(false);
  });

  it('publishes each `with` as JSON Schema that says what the author may leave out', () => {
    const ajv = new Ajv({ strict: false });
    for (const { type, sensor, summary, paramsSchema } of registry.operatorTypes()) {
      expect(() => ajv.compile(paramsSchema), type).not.toThrow();
      expect(paramsSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(sensor).toBe(type.startsWith('sensor.') || ['approval', 'wait.callback'].includes(type));
      expect(summary).not.toBe('');
    }
    const bash = registry.operatorTypes().find(({ type }) => type === 'bash');
    expect(bash?.paramsSchema).toMatchObject({ required: ['command'], properties: { skipExitCode: { default: 99 } } });
  });

  it('lets operators find the functions of the user', async () => {
    const ts = registry.operator('ts');
    expect(ts && (await runOperator(ts, testContext(), { handler: 'weather.mean' })).value).toBe(7);
    expect(registry.handler('weather.mean')).toBeDefined();
    expect(registry.handler('toString')).toBeUndefined();
  });
});
