import { describe, expect, it } from 'vitest';
import { workerEnvironment } from './worker-environment.js';

const endpoint = {
  url: 'http://127.0.0.1:8080',
  graphql: 'http://127.0.0.1:8080/graphql',
  temporal: 'http://127.0.0.1:7233',
  database: 'postgresql://c:secret@127.0.0.1:5432/continuo',
  pids: {},
};

describe('workerEnvironment', () => {
  it('takes the servers of the service that runs for the home', () => {
    expect(workerEnvironment({ DATABASE_URL: '' }, endpoint)).toEqual({
      DATABASE_URL: endpoint.database,
      TEMPORAL_ADDRESS: '127.0.0.1:7233',
    });
  });

  it('changes nothing that the environment says', () => {
    expect(workerEnvironment({ DATABASE_URL: 'postgresql://other/db' }, endpoint)).toEqual({
      TEMPORAL_ADDRESS: '127.0.0.1:7233',
    });
  });

  it('knows nothing without a service', () => expect(workerEnvironment({}, null)).toEqual({}));
});
