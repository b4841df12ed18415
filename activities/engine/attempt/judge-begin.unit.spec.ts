import { describe, expect, it } from 'vitest';
import { judgeBegin, type Asking } from './judge-begin.js';
import type { TicketRow } from './ticket-row.js';

const row = (given: Partial<TicketRow> = {}): TicketRow => ({
  poke: 0,
  owner: null,
  outcome: null,
  lostCount: 0,
  waitingSince: null,
  waitsAs: null,
  nextAt: null,
  attemptVersion: null,
  attemptHash: null,
  endedAt: null,
  earlierLives: false,
  now: 1_000,
  leaseLeftMs: 30_000,
  ...given,
});
const me = (given: Partial<Asking> = {}): Asking => ({
  incarnation: 'me',
  poke: 0,
  holdsBody: false,
  needsLeaseMs: 10_000,
  ...given,
});

describe('judgeBegin', () => {
  it.each<[string, TicketRow | null, Asking, string]>([
    ['no ticket', null, me(), 'gone'],
    ['an open ticket without an owner', row(), me(), 'begin'],
    ['a settled ticket', row({ outcome: { kind: 'SUCCESS' } }), me(), 'settled'],
    ['a settled ticket that it owns', row({ outcome: { kind: 'SUCCESS' }, owner: 'me' }), me(), 'settled'],
    ['a ticket beyond its poke', row({ poke: 1 }), me(), 'waiting'],
    ['a ticket before its poke', row({ poke: 1 }), me({ poke: 2 }), 'held'],
    ['a ticket of another worker', row({ owner: 'other' }), me(), 'held'],
    ['a ticket whose body it has', row({ owner: 'me' }), me({ holdsBody: true }), 'held'],
    ['its own ticket without a body: the reply was lost', row({ owner: 'me' }), me(), 'begin'],
    ['a lease that ends soon', row({ leaseLeftMs: 9_999 }), me(), 'notYet'],
    ['a lease with just enough left', row({ leaseLeftMs: 10_000 }), me(), 'begin'],
    ['a lease that has ended', row({ leaseLeftMs: null }), me(), 'notYet'],
    [
      'a settled ticket and a lease that ends soon',
      row({ outcome: { kind: 'SUCCESS' }, leaseLeftMs: 1 }),
      me(),
      'settled',
    ],
    ['an open ticket while a body of an earlier try is left', row({ earlierLives: true }), me(), 'notYet'],
    [
      'a settled ticket while a body of an earlier try is left',
      row({ earlierLives: true, outcome: { kind: 'SUCCESS' } }),
      me(),
      'settled',
    ],
  ])('given %s', (_, ticket, asking, verdict) => {
    expect(judgeBegin(ticket, asking)).toBe(verdict);
  });
});
