import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import type { Json } from '../domain/json.js';
import { PagedArgs } from '../platform/graphql/paged.args.js';
import { ReasonedArgs, ReasonedInput } from '../platform/graphql/reasoned.input.js';
import { DateTimeScalar, JsonScalar } from '../platform/graphql/scalars.js';
import { BackfillState, ReprocessBehavior } from './backfills.model.js';

@InputType()
export class CreateBackfillInput extends ReasonedInput {
  @Field(() => ID)
  dagId!: string;
  @Field(() => DateTimeScalar, { description: 'The first logical date; it need not be one of the schedule' })
  from!: string;
  @Field(() => DateTimeScalar, { description: 'The last logical date, itself included' })
  to!: string;
  @Field(() => Int, {
    nullable: true,
    defaultValue: 10,
    description: 'Runs of this backfill that may be active at a time, whatever else the DAG does',
  })
  maxActiveRuns?: number | null;
  @Field(() => ReprocessBehavior, { nullable: true, defaultValue: 'NONE' })
  reprocess?: ReprocessBehavior | null;
  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'The latest date first' })
  runBackwards?: boolean | null;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: "Runs that are done again move to the DAG's latest version; new runs have it anyway",
  })
  onLatestVersion?: boolean | null;
  @Field(() => JsonScalar, { nullable: true })
  conf?: Json;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Answers what would be made; nothing is stored',
  })
  dryRun?: boolean | null;
}

@ArgsType()
export class BackfillControlArgs extends ReasonedArgs {
  @Field(() => ID)
  id!: string;
}

@ArgsType()
export class BackfillsArgs extends PagedArgs {
  @Field(() => ID, { nullable: true })
  dagId?: string | null;
  @Field(() => [BackfillState], { nullable: true, description: 'Any of these' })
  states?: BackfillState[] | null;
}

@ArgsType()
export class BackfillDatesArgs {
  @Field(() => Int, {
    nullable: true,
    defaultValue: 1000,
    description: 'At most 20 000, which is the most a backfill has',
  })
  first?: number | null;
}
