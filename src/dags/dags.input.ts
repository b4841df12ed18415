import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { ReasonedInput } from '../platform/graphql/reasoned.input.js';
import type { Json } from '../domain/json.js';
import { DateTimeScalar, JsonScalar } from '../platform/graphql/scalars.js';
import { DagFormat } from './dags.model.js';

@InputType()
export class RegisterDagInput extends ReasonedInput {
  @Field(() => JsonScalar, { nullable: true })
  spec?: Json;
  @Field(() => String, { nullable: true })
  source?: string | null;
  @Field(() => DagFormat, { nullable: true, defaultValue: DagFormat.YAML })
  format?: DagFormat | null;
}

@InputType({ description: 'one DAG: either spec or source' })
export class DagDocumentInput {
  @Field(() => JsonScalar, { nullable: true })
  spec?: Json;
  @Field(() => String, { nullable: true })
  source?: string | null;
  @Field(() => DagFormat, { nullable: true, defaultValue: DagFormat.YAML })
  format?: DagFormat | null;
}

@InputType()
export class RegisterDagsInput extends ReasonedInput {
  @Field(() => [DagDocumentInput], { description: 'at most 500' })
  dags!: DagDocumentInput[];
}

@InputType()
export class DagFilter {
  @Field(() => String, { nullable: true })
  search?: string | null;
  @Field(() => [String], { nullable: true })
  tags?: string[] | null;
  @Field(() => [String], { nullable: true })
  owners?: string[] | null;
  @Field(() => Boolean, { nullable: true })
  paused?: boolean | null;
}

@ArgsType()
export class DagsArgs {
  @Field(() => DagFilter, { nullable: true })
  filter?: DagFilter | null;
  @Field(() => Int, { nullable: true, defaultValue: 25 })
  first?: number | null;
  @Field(() => String, { nullable: true })
  after?: string | null;
}

@ArgsType()
export class PreviewScheduleArgs {
  @Field(() => JsonScalar)
  schedule!: Json;
  @Field(() => DateTimeScalar, { nullable: true })
  after?: string | null;
  @Field(() => Int, { nullable: true, defaultValue: 5 })
  count?: number | null;
}

@ArgsType()
export class PageOfVersionsArgs {
  @Field(() => Int, { nullable: true, defaultValue: 25 })
  first?: number | null;
  @Field(() => String, { nullable: true })
  after?: string | null;
}

@ArgsType()
export class SetDagPausedArgs {
  @Field(() => ID)
  dagId!: string;
  @Field(() => Boolean)
  paused!: boolean;
  @Field(() => String, { nullable: true })
  reason?: string | null;
  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}
