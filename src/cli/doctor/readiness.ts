import { plainLine } from '../format/plain-text.js';
import { fail, type Finding, ok } from './finding.js';

/** What it means that a part is ready. */
const MEANING: Readonly<Record<string, string>> = {
  database: 'PostgreSQL answers and keeps what it acknowledged (fsync, synchronous_commit)',
  migrations: 'the schema is up to date',
  temporal: 'the namespace answers',
};

/** What /readyz says: that the API answers, and one finding for each part of the service: 'ok', or what is missing. */
export function readinessFindings(url: string, status: number, body: string): Finding[] {
  const parts = Object.entries(checksOf(body)).map(([name, said]) => {
    const check = `api ${plainLine(name)}`;
    if (said === 'ok') return ok(check, MEANING[name] ?? 'ready');
    return fail(check, plainLine(String(said)), "see the service's log in the home's folder logs");
  });
  if (status === 200) return [ok('api', `${url} is ready`), ...parts];
  return [fail('api', `${url} answers, but is not ready (HTTP ${status})`, 'see what it lacks below'), ...parts];
}

function checksOf(body: string): Record<string, unknown> {
  try {
    return (JSON.parse(body) as { checks?: Record<string, unknown> | null } | null)?.checks ?? {};
  } catch {
    return {};
  }
}
