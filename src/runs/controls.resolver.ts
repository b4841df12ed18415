import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Needs } from '../platform/graphql/permission.guard.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import {
  ClearTasksInput,
  RerunDagRunInput,
  RunControlArgs,
  SetNoteInput,
  SetTaskStateInput,
  TaskControlInput,
} from './controls.input.js';
import { RerunDagRunResult } from './controls.model.js';
import { ControlsService } from './controls.service.js';
import { RunRepeat } from './rerun.js';
import { ControlResult } from './runs.model.js';

@Resolver()
export class ControlsResolver {
  constructor(
    @Inject(ControlsService) private readonly service: ControlsService,
    @Inject(RunRepeat) private readonly repeat: RunRepeat,
  ) {}

  @Needs('RUN')
  @Mutation(() => ControlResult)
  clearTasks(
    @Args('input', { type: () => ClearTasksInput }) input: ClearTasksInput,
    @Context() context: RequestContext,
  ): Promise<ControlResult> {
    return this.service.clear(input, context);
  }

  @Needs('RUN')
  @Mutation(() => ControlResult)
  setTaskState(
    @Args('input', { type: () => SetTaskStateInput }) input: SetTaskStateInput,
    @Context() context: RequestContext,
  ): Promise<ControlResult> {
    return this.service.setTaskState(input, context);
  }

  @Needs('RUN')
  @Mutation(() => ControlResult)
  retryTask(
    @Args('input', { type: () => TaskControlInput }) input: TaskControlInput,
    @Context() context: RequestContext,
  ): Promise<ControlResult> {
    return this.service.retry(input, context);
  }

  @Needs('RUN')
  @Mutation(() => ControlResult)
  skipTask(
    @Args('input', { type: () => TaskControlInput }) input: TaskControlInput,
    @Context() context: RequestContext,
  ): Promise<ControlResult> {
    return this.service.skip(input, context);
  }

  @Needs('RUN')
  @Mutation(() => ControlResult)
  pauseDagRun(@Args() args: RunControlArgs, @Context() context: RequestContext): Promise<ControlResult> {
    return this.service.pause(args, context);
  }

  @Needs('RUN')
  @Mutation(() => ControlResult)
  resumeDagRun(@Args() args: RunControlArgs, @Context() context: RequestContext): Promise<ControlResult> {
    return this.service.resume(args, context);
  }

  @Needs('RUN')
  @Mutation(() => ControlResult)
  setNote(
    @Args('input', { type: () => SetNoteInput }) input: SetNoteInput,
    @Context() context: RequestContext,
  ): Promise<ControlResult> {
    return this.service.setNote(input, context);
  }

  @Needs('RUN')
  @Mutation(() => RerunDagRunResult)
  rerunDagRun(
    @Args('input', { type: () => RerunDagRunInput }) input: RerunDagRunInput,
    @Context() context: RequestContext,
  ): Promise<RerunDagRunResult> {
    return this.repeat.rerun(input, context);
  }
}
