import { z } from 'zod';

const addresses = z
  .union([z.string().min(1), z.array(z.string().min(1))])
  .transform((given) => [given].flat())
  .describe('An address or a list: ada@example.com, or Ada <ada@example.com>');

export const emailWith = z
  .strictObject({
    connection: z.string().min(1).describe('Of type smtp'),
    to: addresses,
    cc: addresses.default([]),
    bcc: addresses.default([]),
    from: z.string().min(1).optional().describe("Default: the connection's extra.from, else its login"),
    replyTo: z.string().min(1).optional(),
    subject: z.string().min(1),
    text: z.string().optional(),
    html: z.string().optional(),
    files: z.array(z.string().min(1)).default([]).describe('Paths under an allowed root, sent along'),
  })
  .superRefine(({ text, html }, issues) => {
    if (text === undefined && html === undefined)
      issues.addIssue({ code: 'custom', message: 'give "text" or "html" or both' });
  });
export type EmailWith = z.output<typeof emailWith>;
