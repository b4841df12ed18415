import { Inject } from '@nestjs/common';
import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { DagFields } from './dag-fields.js';
import { DagVersionModel, EdgeModel, TaskDefinitionModel } from './dags.model.js';

@Resolver(() => DagVersionModel)
export class VersionsResolver {
  constructor(@Inject(DagFields) private readonly fields: DagFields) {}

  @ResolveField(() => [TaskDefinitionModel])
  tasks(@Parent() version: DagVersionModel): Promise<TaskDefinitionModel[]> {
    return this.fields.tasks(version);
  }

  @ResolveField(() => [EdgeModel])
  edges(@Parent() version: DagVersionModel): Promise<EdgeModel[]> {
    return this.fields.edges(version);
  }
}
