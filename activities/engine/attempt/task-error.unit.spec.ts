import { describe, expect, it } from 'vitest';
import { TaskFailure } from '../../sdk/index.js';
import { isSkip, storable, taskErrorOf } from './task-error.js';

const mask = (text: string): string => text.replaceAll('hunter2', '***');

describe('taskErrorOf', () => {
  it('takes type and retryability from a TaskFailure, without a stack', () => {
    expect(taskErrorOf(new TaskFailure('BashExit', 'code 1', { retryable: false }), mask)).toEqual({
      type: 'BashExit',
      message: 'code 1',
      stack: null,
      retryable: false,
    });
  });
  it('knows a TaskFailure of another copy of the sdk by its mark', () => {
    const foreign = Object.assign(new Error('x'), { code: 'TASK_FAILURE', type: 'Mine', options: {} });
    expect(taskErrorOf(foreign, mask)).toMatchObject({ type: 'Mine', retryable: true });
  });
  it('takes name, message and stack from any other error', () => {
    expect(taskErrorOf(new RangeError('too far'), mask)).toMatchObject({
      type: 'RangeError',
      message: 'too far',
      stack: expect.stringContaining('RangeError: too far'),
      retryable: true,
    });
  });
  it.each([['text'], [null], [undefined], [7], [{ a: 1 }]])('survives that someone throws %j', (thrown) => {
    expect(taskErrorOf(thrown, mask)).toMatchObject({ type: 'Error', retryable: true });
  });
  it('masks secrets in message and stack', () => {
    const error = taskErrorOf(new Error('password hunter2 refused'), mask);
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });
  it('bounds what is long', () => {
    const { message } = taskErrorOf(new Error('x'.repeat(100_000)), mask);
    expect(message.length).toBeLessThan(17_000);
    expect(message).toMatch(/\[cut\]$/);
  });
  it('leaves nothing that jsonb refuses', () => {
    const { message } = taskErrorOf(new Error('a\0b\uD800c'), mask);
    expect(message).toBe('a\uFFFDb\uFFFDc');
  });
});

describe('storable', () => {
  it('keeps whole pairs', () => expect(storable('😀')).toBe('😀'));
});

describe('isSkip', () => {
  it('knows a skip by its mark', () => {
    expect(isSkip({ code: 'SKIP_TASK' })).toBe(true);
    expect(isSkip(new Error('x'))).toBe(false);
  });
});
