import { defineTask, TaskFailure } from 'continuo/sdk';

/** A result of so many bytes. */
export const big = defineTask<{ bytes: number }>({ run: (_context, { bytes }) => 'x'.repeat(bytes) });

class OutOfCheese extends Error {
  override readonly name = 'OutOfCheese';
}

/** Throws an error with a name of its own. */
export const fail = defineTask<{ message: string }>({
  run: (_context, { message }) => {
    throw new OutOfCheese(message);
  },
});

/** Uses a connection's secrets as a careless author does: in the log, in the result, and in an error. */
export const careless = defineTask<{ connection: string }>({
  run: async (context, { connection }) => {
    const { password, extra } = await context.connection(connection);
    context.logger.info(`password ${password}`, { extra });
    console.log(`careless ${password}`);
    void Promise.reject(new Error(`nobody waits for ${password}`));
    throw new TaskFailure('LoginFailed', `cannot log in with ${password}`, { retryable: false });
  },
});

/** Hands a secret on as its result. */
export const passOn = defineTask<{ variable: string }>({
  run: async (context, { variable }) => ({ got: await context.variable(variable) }),
});
