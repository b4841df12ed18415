import type { CompiledTask } from '../../../src/domain/dag/index.js';
import type { Json } from '../../../src/domain/json.js';
import { judgePushed } from '../../../src/domain/runs/judge-pushed.js';
import { TaskFailure } from '../../sdk/index.js';
import type { BodyEnd } from './body-end.js';

/** A success leaves results over which what is mapped over them can be. @throws TaskFailure, retryable, where it does not */
export function mappableEnd(end: BodyEnd, { mappedResults }: Pick<CompiledTask, 'mappedResults'>): BodyEnd {
  if (end.kind !== 'settled' || end.outcome.kind !== 'SUCCESS') return end;
  for (const result of mappedResults) {
    const row = end.xcoms.find(({ key }) => key === result.key);
    const error = judgePushed(row === undefined ? undefined : (JSON.parse(row.value) as Json), result);
    if (error !== null) throw new TaskFailure(error.type, error.message, { retryable: error.retryable });
  }
  return end;
}
