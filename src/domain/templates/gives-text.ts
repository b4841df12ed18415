import { parseTemplate } from './syntax/parse-template.js';

/** Whether a string can only ever give text: it is plain, or more than one single expression. A template with a mistake is not judged. */
export function givesText(source: string): boolean {
  const parsed = parseTemplate(source);
  if (!parsed.ok) return false;
  const [only, ...more] = parsed.template.body;
  return only?.type !== 'output' || more.length > 0;
}
