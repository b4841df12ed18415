/** The head of a run's stream, as the last turn or claim of this process left it. */
export interface RunHead {
  id: string;
  dagId: string;
  versionNumber: number;
  head: number;
  headHash: string | null;
}

export interface KnownHead extends RunHead {
  /** Other runs may wait for what it does: its turns tell them. */
  watched: boolean;
}

/** Runs that were written last; a forgotten one costs a turn's longer way, a stale one, too, for the write itself checks the head. */
const KEPT = 2_000;

export class RecentHeads {
  private readonly heads = new Map<string, KnownHead>();

  keep({ id, dagId, versionNumber, head, headHash, watched }: KnownHead): void {
    this.heads.delete(id);
    this.heads.set(id, { id, dagId, versionNumber, head, headHash, watched });
    const oldest = this.heads.keys().next();
    if (this.heads.size > KEPT && oldest.done !== true) this.heads.delete(oldest.value);
  }

  /** Null where the run's head is not known to be at the version. */
  at(dagRunId: string, version: number): KnownHead | null {
    const head = this.heads.get(dagRunId);
    return head?.head === version ? head : null;
  }
}
