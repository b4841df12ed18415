import { Composer, isAlias, isMap, isScalar, isSeq, Parser, type CST, type Document, type ParsedNode } from 'yaml';
import type { Json } from '../../json.js';
import { MAX_DEPTH, type SourceProblem } from './limits.js';
import type { ParsedText } from './parse-json.js';
import type { SourceEntry, SourceNode } from './source-map.js';

/** YAML 1.2 with merge keys (`<<`), one document, with the place of each value. Of duplicate keys the last wins, and each is told. */
export function parseYaml(text: string): ParsedText | SourceProblem[] {
  const tokens = [...new Parser().parse(text)];
  // The parser keeps a stack of its own, the composer after it recurses: depth is judged between them.
  const deep = tooDeep(tokens);
  if (deep !== null) return [deep];
  const [document, ...more] = [...new Composer({ uniqueKeys: false, merge: true }).compose(tokens, true, text.length)];
  const problems = documentProblems(document, more);
  if (problems.length > 0 || document === undefined) return problems;
  return readDocument(document as Document.Parsed);
}

const asProblem = (message: string, offset: number): SourceProblem => ({ code: 'SYNTAX', offset, message });

function documentProblems(document: unknown, more: readonly unknown[]): SourceProblem[] {
  const { errors = [], warnings = [] } = (document ?? {}) as Partial<Document.Parsed>;
  const found = [...errors, ...warnings].map(({ message, pos }) => asProblem(`invalid YAML: ${message}`, pos[0]));
  const [second] = more as Document.Parsed[];
  if (second === undefined) return found;
  return [...found, asProblem('the text holds more than one YAML document: give each DAG its own', second.range[0])];
}

function readDocument(document: Document.Parsed): ParsedText | SourceProblem[] {
  const context: Context = { duplicates: [], dangling: [], path: [], known: new Map(), anchors: new Map() };
  const root = mapNode(document.contents, context);
  if (context.dangling.length > 0) return context.dangling;
  try {
    // Aliases share what they name, so even a bomb of aliases is small here; who walks the value counts them.
    return { value: document.toJS({ maxAliasCount: -1 }) as Json, root, duplicates: context.duplicates };
  } catch (error) {
    // A merge key of something that is no mapping.
    return [asProblem(`invalid YAML: ${(error as Error).message}`, document.range[0])];
  }
}

interface Context {
  duplicates: ParsedText['duplicates'];
  /** Aliases without an anchor before them. */
  dangling: SourceProblem[];
  path: (string | number)[];
  /** Nodes mapped already, so that what aliases share is mapped once. */
  known: Map<ParsedNode, SourceNode>;
  /** What each anchor named last. */
  anchors: Map<string, SourceNode>;
}

function mapNode(node: ParsedNode | null, context: Context): SourceNode {
  if (node === null) return { offset: 0 };
  const known = context.known.get(node);
  if (known !== undefined) return known;
  const offset = node.range[0];
  const mapped: SourceNode = { offset };
  context.known.set(node, mapped);
  if (isAlias(node)) return Object.assign(mapped, namedBy(node.source, offset, context), { offset });
  if (node.anchor !== undefined) context.anchors.set(node.anchor, mapped);
  if (isMap(node)) mapped.entries = mapEntries(node.items as Pair[], context);
  if (isSeq(node)) mapped.items = (node.items as ParsedNode[]).map((item, i) => within(context, i, item));
  return mapped;
}

function namedBy(anchor: string, offset: number, { anchors, dangling }: Context): SourceNode | undefined {
  if (!anchors.has(anchor)) dangling.push(asProblem(`no anchor &${anchor} stands before the alias *${anchor}`, offset));
  return anchors.get(anchor);
}

interface Pair {
  key: ParsedNode;
  value: ParsedNode | null;
}

function mapEntries(pairs: readonly Pair[], context: Context): Map<string, SourceEntry> {
  const entries = new Map<string, SourceEntry>();
  for (const { key: keyNode, value } of pairs) {
    const key = isScalar(keyNode) ? String(keyNode.value) : '';
    const keyOffset = keyNode.range[0];
    if (entries.has(key) && key !== '<<') context.duplicates.push({ path: [...context.path, key], offset: keyOffset });
    entries.set(key, { keyOffset, node: value === null ? { offset: keyOffset } : within(context, key, value) });
  }
  return entries;
}

function within(context: Context, key: string | number, node: ParsedNode): SourceNode {
  context.path.push(key);
  const mapped = mapNode(node, context);
  context.path.pop();
  return mapped;
}

function tooDeep(tokens: readonly CST.Token[]): SourceProblem | null {
  let level: { token: CST.Token }[] = tokens.flatMap((token) =>
    token.type === 'document' && token.value !== undefined ? [{ token: token.value }] : [],
  );
  for (let depth = 0; level.length > 0; depth += 1) {
    const [first] = level;
    if (depth > MAX_DEPTH && first !== undefined) {
      const message = `nested deeper than ${MAX_DEPTH} levels`;
      return { code: 'TOO_LARGE', offset: first.token.offset, message };
    }
    level = level.flatMap(({ token }) => ('items' in token ? token.items.flatMap(collectionsIn) : []));
  }
  return null;
}

const collectionsIn = ({ key, value }: { key?: CST.Token | null; value?: CST.Token }): { token: CST.Token }[] =>
  [key, value].flatMap((token) => (token !== null && token !== undefined && 'items' in token ? [{ token }] : []));
