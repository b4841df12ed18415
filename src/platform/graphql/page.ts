import type { Type } from '@nestjs/common';
import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { badInput } from './errors.js';

export interface PageArgs {
  first?: number | null;
  after?: string | null;
}

export interface Edge<Node> {
  cursor: string;
  node: Node;
}

export interface Page<Node> {
  edges: Edge<Node>[];
  nodes: Node[];
  pageInfo: PageInfo;
}

/** A page whose `totalCount` is counted only when it is asked for. */
export interface CountedPage<Node> extends Page<Node> {
  readonly totalCount: Promise<number>;
}

@ObjectType()
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;
  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

/** The classes `XEdge` and `XConnection` of a node type. @param counted whether the connection has `totalCount` */
export function connectionOf<Node>(node: Type<Node>, name: string, counted = true): Type<Page<Node>> {
  @ObjectType(`${name}Edge`)
  class NodeEdge {
    @Field(() => String)
    cursor!: string;
    @Field(() => node)
    node!: Node;
  }
  @ObjectType(`${name}Connection`)
  class NodeConnection implements Page<Node> {
    @Field(() => [NodeEdge])
    edges!: NodeEdge[];
    @Field(() => [node])
    nodes!: Node[];
    @Field(() => PageInfo)
    pageInfo!: PageInfo;
  }
  if (counted) Field(() => Int)(NodeConnection.prototype, 'totalCount');
  return NodeConnection;
}

/** How many items the caller wants. @throws BAD_USER_INPUT beyond `most` and below 0 */
export function pageSize(args: PageArgs, byDefault: number, most: number): number {
  const first = args.first ?? byDefault;
  if (first < 0 || first > most) throw badInput(`first: 0 to ${most}, not ${first}`);
  return first;
}

/** A sort key: property of the entity, and its PostgreSQL type, for the cursor's text. */
export interface SortKey<Row> {
  property: keyof Row & string;
  type: 'text' | 'timestamptz' | 'integer' | 'bigint';
}

export const encodeCursor = (values: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/** @throws BAD_USER_INPUT for a cursor that is not one of ours */
export function decodeCursor(cursor: string, types: readonly SortKey<object>['type'][]): (string | number)[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(values) && values.length === types.length && types.every((type, i) => fits(values[i], type))) {
      return values as (string | number)[];
    }
  } catch {
    // not JSON: told below
  }
  throw badInput('after: not a cursor of this list');
}

const fits = (value: unknown, type: SortKey<object>['type']): boolean =>
  type === 'integer' ? Number.isSafeInteger(value) : typeof value === 'string' && SHAPES[type].test(value);

const SHAPES = { text: /^/, timestamptz: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/, bigint: /^-?\d{1,18}$/ };

export interface PageQuery<Row extends ObjectLiteral> {
  /** Filtered, unordered; its alias prefixes the keys. */
  query: SelectQueryBuilder<Row>;
  /** Together unique, all in one direction. */
  keys: readonly SortKey<Row>[];
  descending: boolean;
  size: number;
  after: string | null | undefined;
}

/** One page by keyset: stable while rows come and go, and as fast on the last page as on the first. */
export async function readPage<Row extends ObjectLiteral, Node>(
  page: PageQuery<Row>,
  nodeOf: (row: Row) => Node,
): Promise<CountedPage<Node>> {
  const counting = page.query.clone();
  const rows = await page.query
    .clone()
    .andWhere(beyond(page), cursorValues(page))
    .orderBy(order(page))
    .limit(page.size + 1)
    .getMany();
  const edges = rows
    .slice(0, page.size)
    .map((row) => ({ cursor: encodeCursor(page.keys.map((key) => row[key.property])), node: nodeOf(row) }));
  return pageOfEdges(edges, rows.length > page.size, () => counting.getCount());
}

/** A page of edges that were read otherwise. */
export function pageOfEdges<Node>(
  edges: Edge<Node>[],
  hasNextPage: boolean,
  count: () => Promise<number>,
): CountedPage<Node> {
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: { hasNextPage, endCursor: edges.at(-1)?.cursor ?? null },
    get totalCount() {
      return count();
    },
  };
}

function beyond<Row extends ObjectLiteral>(page: PageQuery<Row>): string {
  if (page.after == null) return 'true';
  const columns = page.keys.map((key) => `${page.query.alias}.${key.property}`).join(', ');
  const values = page.keys.map((key, i) => `cast(:after${i} as ${key.type})`).join(', ');
  return `(${columns}) ${page.descending ? '<' : '>'} (${values})`;
}

function cursorValues<Row extends ObjectLiteral>(page: PageQuery<Row>): Record<string, string | number> {
  if (page.after == null) return {};
  const types = page.keys.map((key) => key.type);
  return Object.fromEntries(decodeCursor(page.after, types).map((value, i) => [`after${i}`, value]));
}

const order = <Row extends ObjectLiteral>(page: PageQuery<Row>): Record<string, 'ASC' | 'DESC'> =>
  Object.fromEntries(page.keys.map((key) => [`${page.query.alias}.${key.property}`, page.descending ? 'DESC' : 'ASC']));
