import type { Json, JsonObject } from '../../json.js';
import type { Path } from '../../schema-problems.js';
import { xcomTasksIn } from '../../templates/xcom-tasks-in.js';

/** A task or group that another names as upstream, as written. */
export interface Reference {
  name: string;
  path: Path;
  label: string | null;
  when: string | null;
}

interface NodeBase {
  /** Full id, `extract.orders`. */
  id: string;
  /** The group that it stands in; the root group stands for the DAG itself. */
  parent: GroupNode | null;
  path: Path;
  raw: JsonObject;
  upstream: Reference[];
  /** Tasks whose results it is mapped over: it waits for them, whether it names them as upstream or not. */
  inputs: Reference[];
}
export interface TaskNode extends NodeBase {
  kind: 'task';
  /** Setups that a teardown names. */
  setups: Reference[];
}
export interface GroupNode extends NodeBase {
  kind: 'group';
  tasks: TaskNode[];
  groups: GroupNode[];
}
export type OutlineNode = TaskNode | GroupNode;

/**
 * The tasks and groups of a DAG, valid or not: what can be read is read and the rest left to the schema, so that an error in one task hides
 * nothing of the others. `nodes` holds duplicates too, `byId` the first of each id.
 */
export interface Outline {
  root: GroupNode;
  nodes: OutlineNode[];
  byId: Map<string, OutlineNode>;
}

export const isTask = (node: OutlineNode): node is TaskNode => node.kind === 'task';
const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
export const objectOr = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** Reads the outline of a DAG as written or as normalised. The value must be JSON of bounded depth. */
export function readOutline(dag: Json): Outline {
  const root: GroupNode = {
    kind: 'group',
    id: '',
    parent: null,
    path: [],
    raw: objectOr(dag),
    upstream: [],
    inputs: [],
    tasks: [],
    groups: [],
  };
  const outline: Outline = { root, nodes: [], byId: new Map() };
  readMembers(root, outline);
  return outline;
}

function readMembers(group: GroupNode, outline: Outline): void {
  for (const [key, raw] of Object.entries(objectOr(group.raw['tasks']))) {
    const base = nodeBase(group, 'tasks', key, raw);
    const task: TaskNode = { ...base, kind: 'task', setups: setupsOf(base) };
    group.tasks.push(task);
    add(task, outline);
  }
  for (const [key, raw] of Object.entries(objectOr(group.raw['groups']))) {
    const child: GroupNode = { ...nodeBase(group, 'groups', key, raw), kind: 'group', tasks: [], groups: [] };
    group.groups.push(child);
    add(child, outline);
    readMembers(child, outline);
  }
}

function add(node: OutlineNode, outline: Outline): void {
  outline.nodes.push(node);
  if (!outline.byId.has(node.id)) outline.byId.set(node.id, node);
}

function nodeBase(parent: GroupNode, section: string, key: string, value: Json): NodeBase {
  const raw = objectOr(value);
  const path = [...parent.path, section, key];
  const id = parent.parent === null ? key : `${parent.id}.${key}`;
  const upstream = referencesOf(raw['upstream'], [...path, 'upstream']);
  return { id, parent, path, raw, upstream, inputs: inputsOf(raw['map'], [...path, 'map']) };
}

/** An object is mapped over as the pairs of its entries, so that its keys are values like others. */
function inputsOf(map: Json | undefined, path: Path): Reference[] {
  return Object.entries(objectOr(map)).flatMap(([key, value]) =>
    xcomTasksIn(isObject(value) ? Object.entries(value) : value).map((name) => ({
      name,
      path: [...path, key],
      label: null,
      when: null,
    })),
  );
}

function setupsOf({ raw, path }: NodeBase): Reference[] {
  return referencesOf(objectOr(raw['teardown'])['setups'], [...path, 'teardown', 'setups']);
}

function referencesOf(value: Json | undefined, path: Path): Reference[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return referenceOf(value, path);
  return value.flatMap((item, i) => referenceOf(item, [...path, i]));
}

function referenceOf(value: Json, path: Path): Reference[] {
  if (typeof value === 'string') return [{ name: value, path, label: null, when: null }];
  const { task, label, when } = objectOr(value);
  if (typeof task !== 'string') return [];
  const text = (given: Json | undefined): string | null => (typeof given === 'string' ? given : null);
  return [{ name: task, path: [...path, 'task'], label: text(label), when: text(when) }];
}
