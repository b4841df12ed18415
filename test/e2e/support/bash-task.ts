/** A bash task as a DAG has it. */
export const bash = (command: string, more: object = {}): object => ({ type: 'bash', with: { command }, ...more });

/** A process that does not listen to TERM, and neither do its children; its first line is its process group. */
export const STUBBORN = `trap '' TERM; echo $$; while :; do sleep 0.2; done`;
