import type { Tx } from '../platform/database/transaction.js';

/** Lets queued runs of a DAG start while there is room. The context `runs` is behind it; this one only says when. */
export abstract class AdmissionGate {
  abstract admit(tx: Tx, dagId: string): Promise<void>;
  /** After the commit of a transaction that admitted. */
  abstract admitted(): void;
}
