import { describe, expect, it } from 'vitest';
import type { ApprovalAsk, ApprovalState, Waits } from '../../sdk/index.js';
import { pokeSensor, testContext } from '../../sdk/testing/index.js';
import { approval } from './approval.js';

const asked: ApprovalAsk[] = [];
const poke = (given: object, state: ApprovalState) => {
  const waits = { approval: async (ask: ApprovalAsk) => (asked.push(ask), state) } as unknown as Waits;
  return pokeSensor(approval, testContext({ waits }), given);
};
const answered = (...chosen: string[]): ApprovalState => ({
  kind: 'answered',
  answer: {
    chosen,
    params: {},
    respondedBy: { id: '1', name: 'ann' },
    respondedAt: '2026-03-01T00:00:00.000Z',
    note: null,
  },
});

describe('approval', () => {
  it('asks with everything filled in, and waits until the deadline that it is told', async () => {
    expect(await poke({ subject: 'Go?', deadline: '2h' }, { kind: 'pending', until: 7 })).toEqual({
      done: false,
      until: 7,
    });
    expect(asked.at(-1)).toEqual({
      subject: 'Go?',
      body: null,
      choices: [
        { id: 'approve', label: 'Approve', outcome: 'success', follow: null },
        { id: 'reject', label: 'Reject', outcome: 'skip', follow: null },
      ],
      multiple: false,
      form: {},
      assignees: [],
      deadlineMs: 7_200_000,
      defaults: null,
    });
  });

  it('goes on as people have decided', async () => {
    const several = {
      subject: 'Which?',
      multiple: true,
      choices: [
        { id: 'a', follow: ['x'] },
        { id: 'b', follow: ['y'] },
      ],
    };
    expect(await poke(several, answered('a', 'b'))).toMatchObject({
      value: { choice: 'a', choices: ['a', 'b'], respondedBy: { name: 'ann' } },
      follow: { kind: 'branch', chosen: ['x', 'y'] },
    });
    expect(await poke({ subject: 'Go?' }, answered('approve'))).not.toHaveProperty('follow');
    await expect(
      poke({ subject: 'Go?', choices: [{ id: 'no', outcome: 'fail' }] }, answered('no')),
    ).rejects.toMatchObject({
      name: 'ApprovalRejected',
      message: 'ann has chosen no',
      options: { retryable: false },
    });
  });

  it('fails when nobody has answered in time, or is skipped', async () => {
    await expect(poke({ subject: 'Go?' }, { kind: 'expired', soft: false })).rejects.toMatchObject({
      name: 'ApprovalTimeout',
    });
    await expect(poke({ subject: 'Go?' }, { kind: 'expired', soft: true })).rejects.toMatchObject({
      code: 'SKIP_TASK',
    });
  });

  it.each([
    [{ choices: ['a', { id: 'a' }] }, 'two choices have the same id'],
    [{ default: 'maybe' }, 'there is no choice "maybe"'],
    [{ default: ['approve', 'reject'] }, 'only one may be chosen'],
    [{ form: { n: { type: 'numbr' } } }, 'no valid JSON Schema'],
    [{ form: { n: { type: 'number' } }, default: 'approve' }, 'give it a default'],
    [{ deadline: 'soon' }, 'no duration'],
  ])('refuses %j', async (given, message) => {
    await expect(poke({ subject: 'Go?', ...given }, answered('approve'))).rejects.toThrow(message);
  });
});
