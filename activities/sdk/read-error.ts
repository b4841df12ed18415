/** What an unknown thrown value says about itself. */
export interface ErrorFacts {
  /** Its name, such as `TypeError`; `Error` for what is not an error. */
  type: string;
  message: string;
  /** System or SQL code, e.g. ENOENT or 40001. */
  code: string | null;
}

export function readError(thrown: unknown): ErrorFacts {
  if (typeof thrown !== 'object' || thrown === null) return { type: 'Error', message: String(thrown), code: null };
  const { name, message, code } = thrown as { name?: unknown; message?: unknown; code?: unknown };
  return {
    type: typeof name === 'string' && name !== '' ? name : 'Error',
    message: typeof message === 'string' ? message : String(thrown),
    code: typeof code === 'string' ? code : null,
  };
}
