import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import type { JsonObject } from '../domain/json.js';
import { PagedArgs } from '../platform/graphql/paged.args.js';
import { ReasonedInput } from '../platform/graphql/reasoned.input.js';
import { JsonScalar } from '../platform/graphql/scalars.js';
import { LineageDirection } from './lineage.model.js';

@InputType()
export class AssetFilter {
  @Field(() => String, { nullable: true, description: 'part of the name' })
  search?: string | null;
  @Field(() => ID, { nullable: true, description: 'the latest version of this DAG names it' })
  dagId?: string | null;
}

@ArgsType()
export class AssetsArgs extends PagedArgs {
  @Field(() => AssetFilter, { nullable: true })
  filter?: AssetFilter | null;
}

@InputType()
export class AssetEventFilter {
  @Field(() => String, { nullable: true })
  asset?: string | null;
  @Field(() => String, { nullable: true })
  partition?: string | null;
  @Field(() => ID, { nullable: true, description: 'made by tasks of this DAG' })
  dagId?: string | null;
  @Field(() => ID, { nullable: true, description: 'made by tasks of this run' })
  dagRunId?: string | null;
  @Field(() => ID, { nullable: true, description: 'waits in the queue of this DAG' })
  queuedFor?: string | null;
}

@ArgsType()
export class AssetEventsArgs extends PagedArgs {
  @Field(() => AssetEventFilter, { nullable: true })
  filter?: AssetEventFilter | null;
}

@ArgsType()
export class LineageArgs {
  @Field(() => String, { nullable: true, description: 'this, or a DAG' })
  asset?: string | null;
  @Field(() => ID, { nullable: true })
  dagId?: string | null;
  @Field(() => ID, { nullable: true, description: 'a task of the DAG' })
  taskId?: string | null;
  @Field(() => LineageDirection, { nullable: true, defaultValue: 'BOTH' })
  direction?: LineageDirection | null;
  @Field(() => Int, { nullable: true, defaultValue: 20, description: 'edges in each direction, 0 to 20' })
  depth?: number | null;
}

@InputType()
export class EmitAssetEventInput extends ReasonedInput {
  @Field(() => String)
  asset!: string;
  @Field(() => JsonScalar, { nullable: true, description: 'an object, at most 16 KiB' })
  extra?: JsonObject | null;
  @Field(() => String, { nullable: true })
  partition?: string | null;
}

@InputType()
export class DeleteQueuedAssetEventsInput extends ReasonedInput {
  @Field(() => ID)
  dagId!: string;
  @Field(() => String, { nullable: true, description: 'of this asset; null: of all' })
  asset?: string | null;
}
