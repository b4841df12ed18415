import { TaskFailure } from '../../sdk/index.js';

/** A connection that cannot do what is asked of it. `why` holds no value of it. */
export const badConnection = (id: string, why: string): TaskFailure =>
  new TaskFailure('BadConnection', `connection ${id} ${why}`, { retryable: false });
