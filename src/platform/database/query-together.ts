import pg from 'pg';
import type { Connection, QueryConfig, QueryResult } from 'pg';

/** How node-postgres hands a query what the server says; cursors and copy streams live by the same calls. */
interface Hearing {
  callback: (error: Error | null | undefined, result: QueryResult) => void;
  submit(connection: Connection): Error | null;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
}
type Wire = Connection & { sync(): void };

/**
 * Sends named statements in one write and hears their answers in one: for PostgreSQL they are one transaction, of which all is done or, with the
 * first error, nothing. Only the caller may use the connection meanwhile, and must destroy it after an error.
 */
export function queryTogether(client: pg.PoolClient, statements: readonly QueryConfig[]): Promise<QueryResult[]> {
  return new Promise((resolve, reject) => {
    client.query(new Together(statements, (error, results) => (error === null ? resolve(results) : reject(error))));
  });
}

class Together {
  private readonly queries: Hearing[];
  private readonly results: QueryResult[] = [];
  private failure: Error | null = null;
  /** The statement whose answer comes next. */
  private current = 0;

  constructor(
    private readonly statements: readonly QueryConfig[],
    private readonly done: (error: Error | null, results: QueryResult[]) => void,
  ) {
    this.queries = statements.map((statement) => {
      const query = new pg.Query({ types: pg.types, ...statement }) as unknown as Hearing;
      query.callback = (error, result) => {
        if (error) this.failure ??= error;
        else this.results.push(result);
      };
      return query;
    });
  }

  /** Asked where the server has parsed a statement: the connection keeps it by its name. */
  get name(): string | undefined {
    return this.statements[this.current]?.name;
  }

  get text(): string | undefined {
    return this.statements[this.current]?.text;
  }

  /** The end of the transaction is the one `sync`. */
  submit(connection: Connection): Error | null {
    const wire = connection as Wire;
    const unended = Object.create(wire, { sync: { value: () => undefined } }) as Wire;
    wire.stream.cork();
    for (const query of this.queries) this.failure ??= query.submit(unended);
    wire.sync();
    wire.stream.uncork();
    return null;
  }

  handleRowDescription(message: unknown): void {
    this.queries[this.current]?.handleRowDescription(message);
  }

  handleDataRow(message: unknown): void {
    this.queries[this.current]?.handleDataRow(message);
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    this.queries[this.current]?.handleCommandComplete(message, connection);
    this.current += 1;
  }

  handleReadyForQuery(connection: Connection): void {
    for (const query of this.queries) query.handleReadyForQuery(connection);
    this.done(this.failure, this.results);
  }

  handleError(error: Error): void {
    this.done(error, []);
  }
}
