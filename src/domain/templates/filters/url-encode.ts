import type { Run } from '../evaluate/run.js';
import { fail } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { entriesOf } from '../values/mapping.js';
import { isMapping, isSequence, isString } from '../values/recognise.js';
import { itemsOf } from '../values/sequence.js';
import { textOf } from '../values/text.js';

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Percent-encoding of a text (`/` stays), or of a dict or list of pairs as a query string. */
export function urlEncode(value: Value, run: Run): string {
  if (isString(value) || !(isMapping(value) || isSequence(value)))
    return quote(textOf(value, run.budget), run).replaceAll('%2F', '/');
  const pairs = isMapping(value) ? entriesOf(value) : itemsOf(value).map(pairOf);
  run.budget.step(pairs.length);
  return pairs
    .map((pair) => pair.map((part) => quote(textOf(part, run.budget), run).replaceAll('%20', '+')).join('='))
    .join('&');
}

const pairOf = (value: Value): readonly Value[] =>
  isSequence(value) ? itemsOf(value) : fail('urlencode needs a text, a dict or a list of pairs');

function quote(text: string, run: Run): string {
  run.budget.text(text.length);
  if (LONE_SURROGATE.test(text)) fail('the text holds half a character and cannot be encoded');
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
