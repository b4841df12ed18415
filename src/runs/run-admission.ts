import { Inject, Injectable } from '@nestjs/common';
import { AdmissionGate } from '../dags/index.js';
import { Notifier } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { admitRuns } from './admission.js';

/** What `dags` calls when a DAG was unpaused or its limit changed. */
@Injectable()
export class RunAdmission extends AdmissionGate {
  constructor(@Inject(Notifier) private readonly notifier: Notifier) {
    super();
  }

  async admit(tx: Tx, dagIds: readonly string[]): Promise<void> {
    await admitRuns(tx, dagIds);
  }

  admitted(): void {
    this.notifier.poke('continuo_outbox');
    this.notifier.poke('continuo_backfill');
  }
}
