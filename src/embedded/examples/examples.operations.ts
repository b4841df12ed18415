import { operation } from '../../cli/client/operation.js';

export const EXAMPLE_DAGS = operation<{ dags: { nodes: { id: string }[] } }>(
  'query ExampleDags { dags(filter: { tags: ["example"] }, first: 100) { nodes { id } } }',
);

export const SET_CONNECTION = operation<{ setConnection: { __typename: string } }, { input: object }>(
  'mutation SetExamplesConnection($input: SetConnectionInput!) { setConnection(input: $input) { __typename } }',
);

export const TRIGGER = operation<{ triggerDag: { __typename: string; dagRun?: { id: string } } }, { input: object }>(
  'mutation RunExample($input: TriggerDagInput!) { triggerDag(input: $input) { __typename ... on DagRunCreated { dagRun { id } } } }',
);

export const RUN_CHANGED = operation<{ dagRunChanged: { state: string } }, { id: string }>(
  'subscription ExampleChanged($id: ID!) { dagRunChanged(id: $id) { state } }',
);
