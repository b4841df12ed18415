import { type Tagged, unionOf } from '../platform/graphql/refusal.model.js';
import { ControlAppliedModel, ControlRefusedModel, DagRunCreatedModel, InvalidParamsModel } from './runs.model.js';

export const RerunDagRunResult = unionOf<Tagged>('RerunDagRunResult', () => [
  ControlAppliedModel,
  ControlRefusedModel,
  DagRunCreatedModel,
  InvalidParamsModel,
]);
export type RerunDagRunResult = ControlAppliedModel | ControlRefusedModel | DagRunCreatedModel | InvalidParamsModel;
