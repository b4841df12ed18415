import { ArgsType, Field, Int } from '@nestjs/graphql';
import type { PageArgs } from './page.js';

/** What every list takes beside what it is asked for. */
@ArgsType()
export class PagedArgs implements PageArgs {
  @Field(() => Int, { nullable: true, defaultValue: 25 })
  first?: number | null;
  @Field(() => String, { nullable: true })
  after?: string | null;
}
