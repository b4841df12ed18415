import { plainLine } from '../format/plain-text.js';
import { fail, type Finding, ok } from './finding.js';

/** A part of the service as /readyz tells it. */
interface Part {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
}

/** What /readyz says: that the API answers, and one finding for each part of the service that it names. */
export function readinessFindings(url: string, status: number, body: string): Finding[] {
  const parts = partsOf(body);
  const isReady = status === 200;
  const api = isReady
    ? ok('api', `${url} is ready`)
    : fail(
        'api',
        `${url} answers, but is not ready (HTTP ${status})`,
        'see the lines below and the log of the service',
      );
  return [api, ...parts.map(findingOf)];
}

const findingOf = ({ name, ok: isOk, message }: Part): Finding =>
  isOk ? ok(name, message || 'ok') : fail(name, message || 'not ready', 'the log of the service tells more');

/** `checks` of the body: a list of { name, ok | status, message }, or an object of these by name. */
function partsOf(body: string): Part[] {
  const checks = objectOf(parse(body))['checks'];
  if (Array.isArray(checks)) return checks.map((check) => partOf(textOf(objectOf(check)['name']), check));
  return Object.entries(objectOf(checks)).map(([name, check]) => partOf(name, check));
}

function partOf(name: string, check: unknown): Part {
  if (typeof check === 'string') return { name, ok: check === 'ok', message: check === 'ok' ? '' : plainLine(check) };
  const { ok: flag, status, message } = objectOf(check);
  return { name: plainLine(name), ok: flag === true || status === 'ok', message: plainLine(textOf(message)) };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
}

const objectOf = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
