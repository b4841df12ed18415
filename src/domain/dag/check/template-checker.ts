import { checkCondition } from '../../conditions/index.js';
import { checkTemplate } from '../../templates/index.js';
import type { TemplateChecker } from './operator-catalog.js';

/** What registration can say of templates and CEL without any values. */
export const templateChecker: TemplateChecker = { template: checkTemplate, cel: checkCondition };
