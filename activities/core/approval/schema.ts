import { z } from 'zod';
import { CHOICE_OUTCOMES, choiceOf, type GivenChoice, judgeChoices } from '../../../src/domain/approvals/index.js';
import { compileParamSchema } from '../../../src/domain/dag/param-schema.js';
import type { JsonObject } from '../../../src/domain/json.js';
import { durationField } from '../../sdk/index.js';

const id = z.string().min(1).max(100);
const choice = z.union([
  id,
  z.strictObject({
    id,
    label: z.string().min(1).optional().describe('What people see; default: from the id'),
    outcome: z
      .enum(CHOICE_OUTCOMES)
      .optional()
      .describe('fail: the task fails. skip: what stands directly below is skipped'),
    follow: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Tasks or groups below that go on; the others are skipped'),
  }),
]);

export const approvalWith = z
  .strictObject({
    subject: z.string().min(1).max(500).describe('The question'),
    body: z.string().max(100_000).optional().describe('More about it, as markdown'),
    choices: z.array(choice).min(1).max(100).default(['approve', 'reject']).describe('What people may choose'),
    multiple: z.boolean().default(false).describe('More than one may be chosen'),
    form: z
      .record(z.string().min(1), z.record(z.string(), z.unknown()))
      .default({})
      .describe('JSON Schema of each value that comes with the answer'),
    assignees: z
      .array(z.string().min(1))
      .default([])
      .describe('Who may answer: names or ids of tokens, or permissions; default: RUN'),
    deadline: durationField.optional().describe('Time that people have; default: the timeout of the task'),
    default: z
      .union([id, z.array(id).min(1)])
      .optional()
      .describe('What holds when nobody has answered by the deadline'),
  })
  .superRefine(checkChoices)
  .superRefine(checkForm);
export type ApprovalWith = z.output<typeof approvalWith>;

/** What the author has left out, filled in. */
export const completed = (given: Pick<ApprovalWith, 'choices' | 'default'>) => ({
  choices: given.choices.map(choiceOf),
  defaults: given.default === undefined ? null : [given.default].flat(),
});

interface GivenChoices {
  choices: GivenChoice[];
  multiple: boolean;
  default?: string | string[] | undefined;
}

function checkChoices(given: GivenChoices, issues: z.RefinementCtx): void {
  const { choices, defaults } = completed(given);
  if (new Set(choices.map((each) => each.id)).size < choices.length)
    issues.addIssue({ code: 'custom', path: ['choices'], message: 'two choices have the same id' });
  const message = defaults === null ? null : judgeChoices({ choices, multiple: given.multiple }, defaults);
  if (message !== null) issues.addIssue({ code: 'custom', path: ['default'], message });
}

const NEEDS_DEFAULT = 'give it a default, which holds when nobody has answered by the deadline';

function checkForm(given: { form: Record<string, unknown>; default?: unknown }, issues: z.RefinementCtx): void {
  for (const [name, schema] of Object.entries(given.form as Record<string, JsonObject>)) {
    const compiled = compileParamSchema(schema);
    const wrong =
      'message' in compiled
        ? `no valid JSON Schema: ${compiled.message}`
        : given.default !== undefined && schema['default'] === undefined
          ? NEEDS_DEFAULT
          : null;
    if (wrong !== null) issues.addIssue({ code: 'custom', path: ['form', name], message: wrong });
  }
}
