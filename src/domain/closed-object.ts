import { z } from 'zod';

/**
 * An object that refuses unknown keys. Convention: the message of that refusal is the list of the known keys, so that whoever words the issue
 * for people can name the nearest one.
 */
export const closedObject = <S extends z.core.$ZodLooseShape>(shape: S) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined),
  });
