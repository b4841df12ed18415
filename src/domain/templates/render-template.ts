import type { Json } from '../json.js';
import { evaluateTemplate } from './evaluate/evaluate-template.js';
import type { LookupRequest } from './evaluate/run.js';
import { createLookupCache, type LookupCache } from './lookup-cache.js';
import { parseTemplate, type ParsedTemplate, type Problem } from './syntax/parse-template.js';
import { problemInTag, type TemplateError } from './template-error.js';
import { collectTemplates } from './collect-templates.js';
import type { TemplateScope } from './template-scope.js';

export type RenderResult =
  { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly error: TemplateError };
type StringResult = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly problem: Problem };

export interface RenderOptions {
  /** Says of a path whether its string gives text even where it is one single expression, as a shell command must. */
  readonly asText?: (path: readonly (string | number)[]) => boolean;
}

/**
 * Renders every string within a value; keys stay as they are. The first error ends it and is a value.
 * Rejects only when a lookup rejects.
 */
export async function renderTemplate(
  value: Json,
  scope: TemplateScope,
  options: RenderOptions = {},
): Promise<RenderResult> {
  const collected = collectTemplates(value, scope.limits.nesting);
  if (!collected.ok)
    return { ok: false, error: { message: collected.message, path: collected.path, line: 1, column: 1 } };
  const cache = createLookupCache(scope);
  for (const { source, path, put } of collected.templates) {
    const rendered = await renderString(source, scope, cache, options.asText?.(path) ?? false);
    if (!rendered.ok) return { ok: false, error: { ...rendered.problem, path } };
    put(rendered.value);
  }
  return { ok: true, value: collected.result() };
}

async function renderString(
  source: string,
  scope: TemplateScope,
  cache: LookupCache,
  asText: boolean,
): Promise<StringResult> {
  const parsed = parseTemplate(source);
  if (!parsed.ok) return parsed;
  const { template } = parsed;
  const surroundings = {
    names: (name: string) => scope.names.get(name),
    limits: scope.limits,
    asText,
    lookup: (request: LookupRequest) => cache.read(request),
  };
  for (;;) {
    const evaluation = evaluateTemplate(template, surroundings);
    if (evaluation.kind === 'done') return { ok: true, value: evaluation.value };
    if (evaluation.kind === 'failed') return failed(template, evaluation.message, evaluation.at, evaluation.name);
    if (!(await cache.fetch(evaluation.request))) {
      return failed(
        template,
        `more than ${scope.limits.lookups} XComs, variables and connections are asked for`,
        0,
        '',
      );
    }
  }
}

const failed = ({ tags }: ParsedTemplate, message: string, at: number, name: string): StringResult => ({
  ok: false,
  problem: problemInTag(message, tags[at], name),
});
