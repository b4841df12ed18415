import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { VersionReader } from '../dags/index.js';
import {
  type Direction,
  edgesOfReferences,
  graphOf,
  type LineageGraph,
  type LineageNode,
  type LineageWalk,
  nodeId,
  startWalk,
  step,
  walkEnded,
} from '../domain/assets/lineage/index.js';
import { badInput } from '../platform/graphql/errors.js';
import type { LineageArgs } from './asset-catalog.input.js';
import { edgesWithinDags } from './edges-within-dags.js';
import { readLineageRows } from './lineage-rows.js';
import { lineageStart } from './lineage-start.js';
import type { LineageModel } from './lineage.model.js';

const DEEPEST = 20;
const MOST_NODES = 1_000;

/** Follows data through the latest versions, with one query for each step. */
@Injectable()
export class LineageQueries {
  constructor(
    @Inject(Pool) private readonly pool: Pool,
    @Inject(VersionReader) private readonly versions: VersionReader,
  ) {}

  /** null where there is no such asset, DAG or task. @throws BAD_USER_INPUT */
  async lineage(args: LineageArgs): Promise<LineageModel | null> {
    const depth = args.depth ?? DEEPEST;
    if (depth < 0 || depth > DEEPEST) throw badInput(`depth: 0 to ${DEEPEST}, not ${depth}`);
    const asked = args.direction ?? 'BOTH';
    const walks: LineageWalk[] = [];
    for (const direction of asked === 'BOTH' ? (['UPSTREAM', 'DOWNSTREAM'] as const) : [asked]) {
      const start = await lineageStart(this.pool, this.versions, args, direction);
      if (start === null) return null;
      walks.push(await this.walk(direction, start, depth));
    }
    return lineageModel(graphOf(walks));
  }

  private async walk(direction: Direction, start: readonly LineageNode[], depth: number): Promise<LineageWalk> {
    const limits = { depth, nodes: MOST_NODES };
    let walk = startWalk(direction, start);
    while (!walkEnded(walk, limits)) walk = await this.step(walk, limits);
    return walk;
  }

  private async step(walk: LineageWalk, limits: { depth: number; nodes: number }): Promise<LineageWalk> {
    const assets = walk.frontier.flatMap((node) => (node.kind === 'ASSET' ? [node.asset] : []));
    const dags = walk.frontier.flatMap((node) => (node.kind === 'ASSET' ? [] : [node.dagId]));
    const { rows, more } = await readLineageRows(this.pool, assets, dags);
    const within = await edgesWithinDags(this.pool, this.versions, walk, rows);
    const next = step(walk, [...edgesOfReferences(rows), ...within], limits);
    return more ? { ...next, truncated: true } : next;
  }
}

const lineageModel = ({ nodes, edges, truncated }: LineageGraph): LineageModel => ({
  nodes: nodes.map(({ id, node, distance }) => ({
    ...{ id, kind: node.kind, distance },
    asset: node.kind === 'ASSET' ? node.asset : null,
    dagId: node.kind === 'ASSET' ? null : node.dagId,
    taskId: node.kind === 'TASK' ? node.taskId : null,
  })),
  edges: edges.map(({ from, to }) => ({ from: nodeId(from), to: nodeId(to) })),
  truncated,
});
