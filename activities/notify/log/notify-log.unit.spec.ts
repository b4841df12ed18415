import { describe, expect, it } from 'vitest';
import { createLog } from '../../../src/platform/logging/logger.js';
import type { Delivery } from '../../sdk/index.js';
import { testContext } from '../../sdk/testing/index.js';
import { notifyLog } from './notify-log.js';

describe('notify.log under notify', () => {
  it("writes to the worker's log a line whose level is the message's, not where the notifier stands", async () => {
    let line = '';
    const log = createLog('info', { write: (text) => void (line += text) });
    const error = (message: string, fields: Record<string, unknown> = {}): void => log.error(fields, message);
    const about = { trigger: 'onFailure', level: 'dag', dagId: 'd' };
    const context = testContext();
    const delivery: Delivery = { ...context, id: 'ab'.repeat(16), about, logger: { ...context.logger, error } };
    await notifyLog.notify?.(delivery, { message: 'it failed', level: 'error' });
    expect(line.match(/"level"/g)).toHaveLength(1);
    expect(JSON.parse(line)).toMatchObject({ level: 'error', notifierLevel: 'dag', dagId: 'd', msg: 'it failed' });
  });
});
