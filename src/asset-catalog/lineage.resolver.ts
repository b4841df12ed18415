import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { Needs } from '../platform/graphql/permission.guard.js';
import { LineageArgs } from './asset-catalog.input.js';
import { LineageModel } from './lineage.model.js';
import { LineageQueries } from './lineage.queries.js';

@Resolver()
export class LineageResolver {
  constructor(@Inject(LineageQueries) private readonly queries: LineageQueries) {}

  @Needs('READ')
  @Query(() => LineageModel, { nullable: true, description: 'null where there is no such asset, DAG or task' })
  lineage(@Args() args: LineageArgs): Promise<LineageModel | null> {
    return this.queries.lineage(args);
  }
}
