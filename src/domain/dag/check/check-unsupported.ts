import { canonicalJson } from '../../canonical-json.js';
import type { JsonObject } from '../../json.js';
import type { Path } from '../../schema-problems.js';
import type { Finding } from '../issue.js';
import { isTask, objectOr, type Outline, type OutlineNode } from '../graph/outline.js';
import type { Unsupported } from './unsupported.js';

interface Place {
  at: 'dag' | 'group' | 'task' | 'edge';
  object: JsonObject;
  path: Path;
}

/**
 * Keys of the format that this release does not run, where they have another value than their default. What another check has found wrong is left
 * to it, so that a bad schedule is told as such.
 */
export function checkUnsupported(outline: Outline, unsupported: Unsupported, found: readonly Finding[]): Finding[] {
  const wrong = new Set(found.flatMap(({ path }) => path.map((_, i) => JSON.stringify(path.slice(0, i + 1)))));
  return placesOf(outline).flatMap(({ at, object, path }) =>
    unsupported.keys
      .filter((entry) => entry.at === at && isGiven(object, entry.key, entry.neutral))
      .map(({ key }) => [...path, key])
      .filter((place) => !wrong.has(JSON.stringify(place)))
      .map((place) => ({
        code: 'NOT_YET_SUPPORTED' as const,
        path: place,
        at: 'key' as const,
        message: `"${String(place.at(-1))}" is not supported yet: remove it`,
      })),
  );
}

function isGiven(object: JsonObject, key: string, neutral: readonly unknown[]): boolean {
  const value = object[key];
  return value !== undefined && !neutral.some((one) => canonicalJson(one) === canonicalJson(value));
}

const placesOf = (outline: Outline): Place[] => [
  { at: 'dag', object: outline.root.raw, path: [] },
  defaultArgsOf(outline.root),
  ...outline.nodes.flatMap((node): Place[] =>
    isTask(node)
      ? [{ at: 'task', object: node.raw, path: node.path }, ...edgesOf(node)]
      : [{ at: 'group', object: node.raw, path: node.path }, defaultArgsOf(node), ...edgesOf(node)],
  ),
];

const defaultArgsOf = ({ raw, path }: OutlineNode): Place => ({
  at: 'task',
  object: objectOr(raw['defaultArgs']),
  path: [...path, 'defaultArgs'],
});

const edgesOf = ({ upstream }: OutlineNode): Place[] =>
  upstream.flatMap(({ when, path }) =>
    when === null ? [] : [{ at: 'edge', object: { when }, path: path.slice(0, -1) }],
  );
