/** Ends the try as failed. `type` is what retryOn / noRetryOn match and auditors read; message is for people, without secrets. */
export class TaskFailure extends Error {
  readonly code = 'TASK_FAILURE';
  constructor(
    readonly type: string,
    message: string,
    readonly options: { retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = type;
  }
}

/** Ends the try as skipped: no retry, downstream sees a skipped upstream. */
export class SkipTask extends Error {
  readonly code = 'SKIP_TASK';
  constructor(message: string) {
    super(message);
    this.name = 'SkipTask';
  }
}
