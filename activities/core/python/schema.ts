import { z } from 'zod';
import { exactlyOneOf, jsonField, together } from '../../sdk/index.js';

const argument = z.string().regex(/^[^-\s]/, 'must not be an option of the installer');

export const pythonWith = z
  .strictObject({
    script: z.string().min(1).optional().describe('Python source; the args are the variable `args`'),
    file: z.string().min(1).optional().describe('Python file under an allowed root'),
    function: z
      .string()
      .regex(/^[A-Za-z_]\w*$/, 'the name of a function in the file')
      .optional(),
    args: jsonField.optional().describe('An object is passed by keyword, a list by position'),
    requirements: z.array(argument).default([]).describe('Packages, as pip takes them'),
    python: argument.optional().describe('Interpreter; default python3'),
  })
  .superRefine(exactlyOneOf('script', 'file'))
  .superRefine(together('file', 'function'));
export type PythonWith = z.output<typeof pythonWith>;
