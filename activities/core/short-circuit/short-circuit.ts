import { defineOperator, TaskFailure, type Json } from '../../sdk/index.js';
import type { HandlerLookup } from '../shared/find-handler.js';
import { decide } from '../shared/decide.js';
import { shortCircuitWith, type ShortCircuitWith } from './schema.js';

/** Lets the tasks below go on, or skips them. */
export const shortCircuit = (handlers: HandlerLookup) =>
  defineOperator<ShortCircuitWith>({
    type: 'shortCircuit',
    summary: 'Skips what is downstream unless a condition holds',
    with: shortCircuitWith,
    untemplated: ['when'],
    cel: ['when'],
    run: async (context, { when, handler, args, ignoreDownstreamTriggerRules }) => {
      const answer = await decide(handlers, context, { cel: when, handler, args });
      const verdict = when === undefined ? isTruthy(answer) : asBoolean(when, answer);
      context.logger.info(verdict ? 'going on' : 'skipping what is downstream');
      return { value: verdict, follow: { kind: 'shortCircuit', verdict, ignoreDownstreamTriggerRules } };
    },
  });

/** As in Airflow, whose users return rows and counts: nothing, zero and what is empty are false. */
function isTruthy(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

function asBoolean(source: string, value: Json | undefined): boolean {
  if (typeof value === 'boolean') return value;
  const message = `${source} is ${JSON.stringify(value)}, not true or false`;
  throw new TaskFailure('BadCondition', message, { retryable: false });
}
