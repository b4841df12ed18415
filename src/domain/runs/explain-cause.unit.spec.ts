import { describe, expect, it } from 'vitest';
import { type CauseFacts, type CauseKind, explainCause } from './explain-cause.js';

const facts: CauseFacts = {
  ...{ cause: null, parent: null, rerunOf: null },
  ...{ runAfter: '2026-03-02T00:00:00.000Z', versionNumber: 3, triggeredBy: 'ann' },
};

describe('a run exists because', () => {
  it.each<[string, Partial<CauseFacts>, CauseKind, string]>([
    ['somebody asked for it', {}, 'PERSON', 'ann triggered it'],
    ['a task triggered it', { parent: { dagRunId: 'r', taskId: 't' } }, 'TASK', 'task t of run r'],
    ['somebody repeated a run', { rerunOf: 'r' }, 'RERUN', 'ann repeated run r'],
    [
      'its schedule was due',
      { cause: { kind: 'schedule', service: 'host/1' } },
      'SCHEDULE',
      'due at 2026-03-02T00:00:00.000Z; host/1 made it with version 3',
    ],
    ['of a backfill', { cause: { kind: 'backfill', backfillId: 'b', ordinal: 1 } }, 'BACKFILL', 'backfill b of ann'],
    ['assets were updated', { cause: { kind: 'assets', events: ['e'], eventCount: 1 } }, 'ASSETS', 'an asset event'],
  ])('%s', (_name, more, kind, words) => {
    const explained = explainCause({ ...facts, ...more });
    expect(explained.kind).toBe(kind);
    expect(explained.summary).toContain(words);
  });
});
