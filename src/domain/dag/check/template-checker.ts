import { parse } from '@marcbachmann/cel-js';
import { checkTemplate } from '../../templates/index.js';
import type { TemplateChecker } from './operator-catalog.js';

/** What registration can say of templates and CEL without any values. */
export const templateChecker: TemplateChecker = { template: checkTemplate, cel: checkCel };

function checkCel(source: string): { message: string }[] {
  try {
    parse(source);
    return [];
  } catch (error) {
    const message = (error as { message?: string }).message ?? String(error);
    return [{ message: message.split('\n')[0] ?? message }];
  }
}
