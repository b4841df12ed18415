import type { Pool, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { queryTogether } from './query-together.js';
import { inTransaction, type Tx } from './transaction.js';

/** Whatever runs one statement in a transaction of its own, or in the caller's. */
export interface Asks {
  query<Row extends QueryResultRow>(statement: QueryConfig): Promise<QueryResult<Row>>;
}

interface Waiting {
  statement: QueryConfig;
  resolve(result: QueryResult): void;
  reject(error: unknown): void;
}

/** A batch that takes longer than this waits for something: what comes after it waits no more (ms). */
const SLOW_MS = 20;
const MOST = 100;

/**
 * Statements that come while others are under way gather, and go together, in one round trip and one commit; one that comes alone goes at once.
 * Where a batch fails, each of its statements goes alone and has its own answer: only what may be asked again may be asked here.
 * `before` is the order in which the statements of a batch lock what they lock. `after` is done once for a batch, in its transaction, before it is committed.
 */
export class GatheredQueries implements Asks {
  private waiting: Waiting[] = [];
  private underWay = 0;

  constructor(
    private readonly pool: Pool,
    private readonly before: (a: QueryConfig, b: QueryConfig) => number,
    private readonly after: ((tx: Tx, results: readonly QueryResult[]) => Promise<void>) | null = null,
  ) {}

  query<Row extends QueryResultRow>(statement: QueryConfig): Promise<QueryResult<Row>> {
    return new Promise<QueryResult>((resolve, reject) => {
      this.waiting.push({ statement, resolve, reject });
      this.go();
    }) as Promise<QueryResult<Row>>;
  }

  private go(): void {
    if (this.underWay > 0 || this.waiting.length === 0) return;
    const batch = this.waiting.splice(0, MOST);
    this.underWay += 1;
    let counted = true;
    const next = (): void => {
      if (!counted) return;
      counted = false;
      this.underWay -= 1;
      this.go();
    };
    const slow = setTimeout(next, SLOW_MS);
    void this.send(batch).finally(() => {
      clearTimeout(slow);
      next();
    });
  }

  /** Never rejects. */
  private async send(batch: Waiting[]): Promise<void> {
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) return this.alone(only);
    batch.sort((a, b) => this.before(a.statement, b.statement));
    try {
      const results = await this.together(batch.map(({ statement }) => statement));
      batch.forEach(({ resolve }, i) => resolve(results[i] as QueryResult));
    } catch {
      await Promise.all(batch.map((one) => this.alone(one)));
    }
  }

  private alone({ statement, resolve, reject }: Waiting): Promise<void> {
    const { after } = this;
    if (after === null) return this.pool.query(statement).then(resolve, reject);
    const answer = inTransaction(this.pool, async (tx) => {
      const result = await tx.query(statement);
      await after(tx, [result]);
      return result;
    });
    return answer.then(resolve, reject);
  }

  private async together(statements: readonly QueryConfig[]): Promise<QueryResult[]> {
    const { after } = this;
    if (after !== null)
      return inTransaction(this.pool, async (tx) => {
        const results = await queryTogether(tx, statements);
        await after(tx, results);
        return results;
      });
    const client = await this.pool.connect();
    client.on('error', ignore);
    try {
      const results = await queryTogether(client, statements);
      client.release();
      return results;
    } catch (error) {
      client.release(error instanceof Error ? error : true);
      throw error;
    } finally {
      client.off('error', ignore);
    }
  }
}

const ignore = (): void => undefined;
