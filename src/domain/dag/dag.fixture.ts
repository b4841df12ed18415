import { z } from 'zod';
import { EVERYTHING_SUPPORTED, type Unsupported } from './check/unsupported.js';
import type { CatalogEntry, OperatorCatalog, TemplateChecker } from './check/operator-catalog.js';
import { readDag } from './read-dag.js';
import type { NormalizedDag } from './normalized.js';
import { validateDag, type ValidatedDag } from './validate-dag.js';

const operator = (withSchema: z.ZodType, more: Partial<CatalogEntry> = {}): CatalogEntry => ({
  sensor: false,
  untemplated: [],
  celFields: [],
  withSchema,
  ...more,
});

const http = z.strictObject({
  url: z.string(),
  method: z.enum(['GET', 'POST']).optional(),
  expect: z.union([z.strictObject({ status: z.int() }), z.strictObject({ contains: z.string() })]).optional(),
  maxBytes: z.int().min(1).optional(),
});

const CATALOG: Record<string, CatalogEntry> = {
  empty: operator(z.strictObject({})),
  bash: operator(z.strictObject({ command: z.string(), env: z.record(z.string(), z.string()).optional() })),
  python: operator(z.strictObject({ script: z.string().max(40) }), { untemplated: ['script'] }),
  branch: operator(z.strictObject({ choose: z.string() }), { celFields: ['choose'] }),
  'http.request': operator(http),
  'sensor.http': operator(http, { sensor: true }),
  'notify.log': operator(z.strictObject({ message: z.string().min(3), level: z.enum(['info', 'warn']).optional() }), {
    notifier: true,
  }),
};

/** A small catalog: `bash`, `python`, `branch`, `empty`, `http.request`, `sensor.http`, `notify.log`. */
export const operators: OperatorCatalog = {
  get: (type) => (Object.hasOwn(CATALOG, type) ? CATALOG[type] : undefined),
  types: () => Object.keys(CATALOG),
};

/** Refuses templates that hold "broken" or name what their place lacks or has not, conditions that do not hold "ok". */
export const templates: TemplateChecker = {
  template: (source, { more, lacking } = { more: [], lacking: [] }) => {
    const unknown = [...lacking, ...['error', 'event'].filter((name) => !more.includes(name))];
    if (unknown.some((name) => new RegExp(`{{ ${name}\\b`).test(source))) return [{ message: 'no such name' }];
    return source.includes('broken') ? [{ message: 'broken', line: 1, column: 4 }] : [];
  },
  cel: (source) => (source.includes('ok') ? [] : [{ message: 'no condition' }]),
};

export const validated = (
  text: string,
  { format = 'YAML' as 'YAML' | 'JSON', unsupported = EVERYTHING_SUPPORTED as Unsupported } = {},
): ValidatedDag => readDag(text, format, { operators, templates, unsupported });

/** Each issue as `CODE path line:column`. */
export function refusals(text: string, options: Parameters<typeof validated>[1] = {}): string[] {
  const read = validated(text, options);
  return read.ok ? [] : read.issues.map(({ code, path, line, column }) => `${code} ${path} ${line}:${column}`);
}

export function messages(text: string, options: Parameters<typeof validated>[1] = {}): string[] {
  const read = validated(text, options);
  return read.ok ? [] : read.issues.map(({ message }) => message);
}

/** The normalised form of a DAG that must be valid. */
export function normalized(value: unknown): NormalizedDag {
  const read =
    typeof value === 'string' ? validated(value) : validateDag(value, { operators, unsupported: EVERYTHING_SUPPORTED });
  if (!read.ok) throw new Error(JSON.stringify(read.issues, null, 1));
  return read.dag;
}
