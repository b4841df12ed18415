import type { Tx } from '../platform/database/transaction.js';

/** Lets queued runs of DAGs start while there is room. The context `runs` is behind it; this one only says when. */
export abstract class AdmissionGate {
  abstract admit(tx: Tx, dagIds: readonly string[]): Promise<void>;
  /** After the commit of a transaction that admitted. */
  abstract admitted(): void;
}
