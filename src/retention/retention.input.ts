import { ArgsType, Field, ID } from '@nestjs/graphql';
import { PagedArgs } from '../platform/graphql/paged.args.js';
import { ReasonedArgs } from '../platform/graphql/reasoned.input.js';

@ArgsType()
export class DeleteDagArgs extends ReasonedArgs {
  @Field(() => ID)
  dagId!: string;
}

@ArgsType()
export class DeletedDagVersionsArgs extends PagedArgs {
  @Field(() => ID)
  dagId!: string;
}
