import { defineOperator } from '../../sdk/index.js';
import type { HandlerLookup } from '../shared/find-handler.js';
import { decide } from '../shared/decide.js';
import { chosenIds } from './chosen-ids.js';
import { branchWith, type BranchWith } from './schema.js';

/** Chooses which of the tasks below go on; the others, and what hangs on them alone, are skipped. */
export const branch = (handlers: HandlerLookup) =>
  defineOperator<BranchWith>({
    type: 'branch',
    summary: 'Chooses which downstream tasks run',
    with: branchWith,
    untemplated: ['choose'],
    cel: ['choose'],
    run: async (context, { choose, handler, args }) => {
      const chosen = chosenIds(context, await decide(handlers, context, { cel: choose, handler, args }));
      context.logger.info(`chosen: ${chosen.length === 0 ? 'none' : chosen.join(', ')}`);
      return { value: chosen, follow: { kind: 'branch', chosen } };
    },
  });
