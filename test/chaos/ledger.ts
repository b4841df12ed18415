import { existsSync, readFileSync } from 'node:fs';

export interface Body {
  key: string;
  pid: string;
  first: bigint;
  last: bigint;
  ended: boolean;
}

/** What bodies said of themselves, by ticket key. */
export function readLedger(path: string): Map<string, Body[]> {
  const bodies = new Map<string, Body>();
  for (const line of existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []) {
    const [at, what, key, pid] = line.split(' ');
    if (at === undefined || key === undefined || pid === undefined || !/^\d+$/.test(at)) continue;
    const body = bodies.get(`${key} ${pid}`) ?? { key, pid, first: BigInt(at), last: BigInt(at), ended: false };
    bodies.set(`${key} ${pid}`, { ...body, last: BigInt(at), ended: body.ended || what === 'end' });
  }
  const byKey = new Map<string, Body[]>();
  for (const body of bodies.values()) byKey.set(body.key, [...(byKey.get(body.key) ?? []), body]);
  return byKey;
}

/** Two bodies of one task instance, of one try or of two, that were alive at the same time. */
export function overlaps(byKey: Map<string, Body[]>): string[] {
  const byInstance = new Map<string, Body[]>();
  for (const [key, bodies] of byKey) {
    const instance = key.slice(0, key.lastIndexOf('/'));
    byInstance.set(instance, [...(byInstance.get(instance) ?? []), ...bodies]);
  }
  return [...byInstance.values()].flatMap((bodies) => {
    const sorted = [...bodies].sort((a, b) => (a.first < b.first ? -1 : 1));
    return sorted.flatMap((body, i) => {
      const before = sorted[i - 1];
      return before !== undefined && before.last > body.first
        ? [`${body.key}: body ${body.pid} began while ${before.pid} of ${before.key} was alive`]
        : [];
    });
  });
}

/** The bodies whose key begins so. */
export const bodiesOf = (byKey: Map<string, Body[]>, prefix: string): Body[] =>
  [...byKey].flatMap(([key, bodies]) => (key.startsWith(prefix) ? bodies : []));

/** How many of these were alive at the same time, at most. */
export function mostAtOnce(bodies: readonly Body[]): number {
  const changes = bodies.flatMap((body) => [
    { at: body.first, by: 1 },
    { at: body.last, by: -1 },
  ]);
  changes.sort((a, b) => (a.at === b.at ? a.by - b.by : a.at < b.at ? -1 : 1));
  let [now, most] = [0, 0];
  for (const { by } of changes) most = Math.max(most, (now += by));
  return most;
}
