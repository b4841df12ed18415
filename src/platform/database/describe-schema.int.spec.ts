import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { describeSchema } from './describe-schema.js';

describe('the SQL schema', () => {
  let db: FreshDatabase;
  beforeAll(async () => {
    db = await freshDatabase();
  });
  afterAll(() => db.drop());

  /** A change of the schema shows in review; `vitest run -u` writes the file anew after a new migration. */
  it('is what the committed dump says', async () => {
    await expect(await describeSchema(db.pool)).toMatchFileSnapshot('schema.sql');
  });
});
