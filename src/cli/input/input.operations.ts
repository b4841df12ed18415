import { operation } from '../client/operation.js';

export const DAG_ZONE = operation<
  { dag: { readonly schedule: { readonly timezone: string } | null } | null },
  { id: string }
>(`query DagZone($id: ID!) { dag(id: $id) { schedule { timezone } } }`);
