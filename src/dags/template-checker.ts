import { parse } from '@marcbachmann/cel-js';
import type { TemplateChecker } from '../domain/dag/check/operator-catalog.js';
import { checkTemplate } from '../domain/templates/index.js';

/** What registration can say of templates and CEL without any values. */
export const templateChecker: TemplateChecker = { template: checkTemplate, cel: checkCel };

function checkCel(source: string): { message: string }[] {
  try {
    parse(source);
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ message: message.split('\n')[0] ?? message }];
  }
}
