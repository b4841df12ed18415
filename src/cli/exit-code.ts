/** What the process answers to scripts. The root help text shows this list. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** The thing itself failed: a run that ended FAILED under --wait or watch, an invalid DAG, a failed check of doctor. */
  failed: 1,
  /** The command line cannot be understood, or an argument's value cannot be used. */
  usage: 2,
  /** The service refused, or there is no such thing. Nothing was done. */
  refused: 3,
  /** The service cannot be reached, or does not know the token. */
  unavailable: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODE_HELP = `
Exit codes:
  0  done
  1  the thing itself failed (a run ended FAILED, a DAG is invalid, a check of doctor failed)
  2  usage: the command line or a value in it cannot be used
  3  refused by the service, or not found; nothing was done
  4  the service cannot be reached, or does not know the token

Environment:
  CONTINUO_HOME   data folder of a local service (default .continuo); its endpoint.json and admin.token are read
  CONTINUO_URL    address of the service instead, such as https://continuo.example.com
  CONTINUO_TOKEN  API token instead of the one in admin.token
`;
