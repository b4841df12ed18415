/** What a template computes with: the inside of {{ … }} and {% … %}. */
const CODE = /\{\{(.*?)\}\}|\{%(.*?)%\}/gs;
const TEXT_IN_CODE = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/gs;
const FROM_OUTSIDE = /(?<![.\w])(params|conf)\b|\b(dagRun|dag_run)\s*\.\s*conf\b/g;

/**
 * Names through which whoever triggers a run puts text into this template: params, conf, dagRun.conf. In a shell command such text is code,
 * whatever quotes stand around it.
 */
export function namesFromOutside(template: string): string[] {
  const code = [...template.matchAll(CODE)].map(([, expression, statement]) => expression ?? statement ?? '');
  const names = code.flatMap((text) =>
    [...text.replace(TEXT_IN_CODE, "''").matchAll(FROM_OUTSIDE)].map(([name]) => name),
  );
  return [...new Set(names.map((name) => name.replace(/\s/g, '')))];
}
