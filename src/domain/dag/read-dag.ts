import { parseDagSource } from './source/parse-dag-source.js';
import { validateDag, type ValidatedDag, type ValidateOptions } from './validate-dag.js';

/** From the text of a DAG file to a valid, normalised DAG, or to every issue with line and column. */
export function readDag(
  text: string,
  format: 'YAML' | 'JSON',
  options: Omit<ValidateOptions, 'locate' | 'found'>,
): ValidatedDag {
  const source = parseDagSource(text, format);
  if (!source.ok) return source;
  return validateDag(source.value, { ...options, locate: source.locate, found: source.findings });
}
