import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Needs } from '../platform/graphql/permission.guard.js';
import { PagedArgs } from '../platform/graphql/paged.args.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { DagRegistration } from './dag-registration.js';
import { DagFields } from './dag-fields.js';
import { DagsArgs, PreviewScheduleArgs, RegisterDagInput, RegisterDagsInput, SetDagPausedArgs } from './dags.input.js';
import {
  DagConnection,
  DagModel,
  DagVersionConnection,
  DagVersionModel,
  OperatorTypeModel,
  RegisterDagResult,
  RegisterDagsResult,
  ScheduleModel,
  SchedulePreview,
  SetDagPausedResult,
} from './dags.model.js';
import { DagQueries } from './dags.queries.js';
import { DagsService } from './dags.service.js';

@Resolver(() => DagModel)
export class DagsResolver {
  constructor(
    @Inject(DagsService) private readonly service: DagsService,
    @Inject(DagRegistration) private readonly registration: DagRegistration,
    @Inject(DagQueries) private readonly queries: DagQueries,
    @Inject(DagFields) private readonly fields: DagFields,
  ) {}

  @Needs('READ')
  @Query(() => DagModel, { nullable: true })
  dag(@Args('id', { type: () => ID }) id: string): Promise<DagModel | null> {
    return this.queries.dag(id);
  }

  @Needs('READ')
  @Query(() => DagConnection)
  dags(@Args() args: DagsArgs): Promise<DagConnection> {
    return this.queries.page(args);
  }

  @Needs('READ')
  @Query(() => [OperatorTypeModel])
  operatorTypes(): OperatorTypeModel[] {
    return this.service.operatorTypes();
  }

  @Needs('READ')
  @Query(() => SchedulePreview)
  previewSchedule(@Args() args: PreviewScheduleArgs): SchedulePreview {
    return this.service.previewSchedule(args);
  }

  @Needs('WRITE')
  @Mutation(() => RegisterDagResult)
  registerDag(
    @Args('input', { type: () => RegisterDagInput }) input: RegisterDagInput,
    @Context() context: RequestContext,
  ): Promise<RegisterDagResult> {
    return this.registration.registerOne(input, context);
  }

  @Needs('WRITE')
  @Mutation(() => RegisterDagsResult, { description: 'Registers many DAGs in one transaction' })
  registerDags(
    @Args('input', { type: () => RegisterDagsInput }) input: RegisterDagsInput,
    @Context() context: RequestContext,
  ): Promise<RegisterDagsResult> {
    return this.registration.registerMany(input, context);
  }

  @Needs('RUN')
  @Mutation(() => SetDagPausedResult)
  setDagPaused(@Args() args: SetDagPausedArgs, @Context() context: RequestContext): Promise<SetDagPausedResult> {
    return this.service.setPaused(args, context);
  }

  @ResolveField(() => String, { nullable: true })
  docMd(@Parent() dag: DagModel): Promise<string | null> {
    return this.fields.docMd(dag);
  }

  @ResolveField(() => ScheduleModel, { nullable: true })
  schedule(@Parent() dag: DagModel): Promise<ScheduleModel | null> {
    return this.fields.schedule(dag);
  }

  @ResolveField(() => DagVersionModel)
  latestVersion(@Parent() dag: DagModel, @Context() context: RequestContext): Promise<DagVersionModel> {
    return this.fields.latestVersion(dag, context);
  }

  @ResolveField(() => DagVersionModel, { nullable: true })
  version(
    @Parent() dag: DagModel,
    @Args('number', { type: () => Int }) number: number,
    @Context() context: RequestContext,
  ): Promise<DagVersionModel | null> {
    return this.queries.version(context, { dagId: dag.id, number });
  }

  @ResolveField(() => DagVersionConnection)
  versions(@Parent() dag: DagModel, @Args() args: PagedArgs): Promise<DagVersionConnection> {
    return this.queries.versionPage(dag.id, args);
  }
}
