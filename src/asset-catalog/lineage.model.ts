import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { enumOf } from '../platform/graphql/enum-of.js';

export const LineageDirection = enumOf(['UPSTREAM', 'DOWNSTREAM', 'BOTH'], { name: 'LineageDirection' });
export type LineageDirection = keyof typeof LineageDirection;

export const LineageKind = enumOf(['DAG', 'TASK', 'ASSET'], { name: 'LineageKind' });
export type LineageKind = keyof typeof LineageKind;

@ObjectType('LineageNode')
export class LineageNodeModel {
  @Field(() => ID, { description: 'for the edges' })
  id!: string;
  @Field(() => LineageKind)
  kind!: LineageKind;
  @Field(() => String, { nullable: true, description: 'of an ASSET' })
  asset!: string | null;
  @Field(() => ID, { nullable: true, description: 'of a DAG or a TASK' })
  dagId!: string | null;
  @Field(() => ID, { nullable: true, description: 'of a TASK' })
  taskId!: string | null;
  @Field(() => Int, { description: 'edges from what was asked for; negative upstream' })
  distance!: number;
}

@ObjectType('LineageEdge', { description: 'Data, or what it starts, goes from one to the other' })
export class LineageEdgeModel {
  @Field(() => ID)
  from!: string;
  @Field(() => ID)
  to!: string;
}

@ObjectType('Lineage', { description: 'Where data comes from and goes to, by the latest versions of all DAGs' })
export class LineageModel {
  @Field(() => [LineageNodeModel])
  nodes!: LineageNodeModel[];
  @Field(() => [LineageEdgeModel])
  edges!: LineageEdgeModel[];
  @Field(() => Boolean, { description: 'there is more than one answer can hold: ask for less depth' })
  truncated!: boolean;
}
