import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type DocumentNode,
} from 'graphql';

/** Names of arguments that say how many items a list may have; items of `tasks` and `events` default to more than the rest. */
const SIZE_ARGUMENTS = ['first', 'limit'] as const;
const DEFAULT_SIZES: Record<string, number> = {
  tasks: 100,
  events: 100,
  versions: 25,
  runs: 25,
  dags: 25,
  dagRuns: 25,
  log: 1000,
};
const LARGEST_SIZES: Record<string, number> = { tasks: 500, events: 500, log: 1000 };
const LARGEST_PAGE = 100;
/** Log lines are read as stored chunks, so a line weighs little. */
const WEIGHTS: Record<string, number> = { log: 0.01 };

interface Walk {
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
  /** Fragments are costed once each, so that nesting them stays linear. */
  known: Map<string, number>;
}

/**
 * How many values the answer may hold at most: a field counts 1, below a page its fields count once per item.
 * @param variables as sent; a page size in a variable that is missing counts as the field's default
 */
export function costOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const defaults = Object.fromEntries(
    (operation.variableDefinitions ?? []).flatMap((v) =>
      v.defaultValue?.kind === Kind.INT ? [[v.variable.name.value, Number(v.defaultValue.value)]] : [],
    ),
  );
  return costOfSelection(operation.selectionSet, {
    fragments,
    variables: { ...defaults, ...variables },
    known: new Map(),
  });
}

function costOfSelection(selection: SelectionSetNode, walk: Walk): number {
  let total = 0;
  for (const node of selection.selections) {
    if (node.kind === Kind.FIELD) total += costOfField(node, walk);
    else if (node.kind === Kind.INLINE_FRAGMENT) total += costOfSelection(node.selectionSet, walk);
    else total += costOfFragment(node.name.value, walk);
  }
  return total;
}

function costOfFragment(name: string, walk: Walk): number {
  const known = walk.known.get(name);
  if (known !== undefined) return known;
  walk.known.set(name, 0); // a cycle of fragments is refused by validation, and costs nothing here
  const fragment = walk.fragments.get(name);
  const cost = fragment === undefined ? 0 : costOfSelection(fragment.selectionSet, walk);
  walk.known.set(name, cost);
  return cost;
}

function costOfField(field: FieldNode, walk: Walk): number {
  if (field.selectionSet === undefined) return 1;
  const size = sizeOf(field, walk.variables);
  return 1 + size * (WEIGHTS[field.name.value] ?? 1) * costOfSelection(field.selectionSet, walk);
}

function sizeOf(field: FieldNode, variables: Record<string, unknown>): number {
  const name = field.name.value;
  const argument = field.arguments?.find((a) => (SIZE_ARGUMENTS as readonly string[]).includes(a.name.value));
  const given =
    argument?.value.kind === Kind.INT
      ? Number(argument.value.value)
      : argument?.value.kind === Kind.VARIABLE
        ? variables[argument.value.name.value]
        : undefined;
  const size = typeof given === 'number' ? given : (DEFAULT_SIZES[name] ?? 1);
  return Math.max(1, Math.min(size, LARGEST_SIZES[name] ?? LARGEST_PAGE));
}
