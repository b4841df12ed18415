import { ArgsType, Field, ID, InputType, Int, IntersectionType } from '@nestjs/graphql';
import type { Json } from '../domain/json.js';
import { PagedArgs } from '../platform/graphql/paged.args.js';
import { ReasonedArgs, ReasonedInput } from '../platform/graphql/reasoned.input.js';
import { DateTimeScalar, JsonScalar } from '../platform/graphql/scalars.js';
import { DagFormat } from './dags.model.js';

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
export class RegisterDagInput extends IntersectionType(DagDocumentInput, ReasonedInput) {}

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
export class DagsArgs extends PagedArgs {
  @Field(() => DagFilter, { nullable: true })
  filter?: DagFilter | null;
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
export class SetDagPausedArgs extends ReasonedArgs {
  @Field(() => ID)
  dagId!: string;
  @Field(() => Boolean)
  paused!: boolean;
}
