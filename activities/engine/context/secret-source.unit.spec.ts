import { describe, expect, it } from 'vitest';
import { secretsOf, textsIn } from './secret-source.js';

const connection = {
  id: 'c',
  type: 'http',
  host: null,
  port: null,
  database: null,
  login: null,
  password: null,
  extra: {},
};

describe('secretsOf', () => {
  it('names the password, alone and as HTTP sends it', () => {
    expect(secretsOf({ ...connection, login: 'ada', password: 'hunter2' })).toEqual(['hunter2', 'ada:hunter2']);
  });
  it('names secret extras at any depth, and no others', () => {
    const extra = {
      region: 'eu',
      apiKey: 'k1',
      aws: { secret_access_key: 'k2', list: [{ token: 'k3' }] },
      keyfile_json: '{"private_key":"k4"}',
    };
    expect(secretsOf({ ...connection, extra })).toEqual(['k1', 'k2', 'k3', '{"private_key":"k4"}', 'k4']);
  });
});

describe('textsIn', () => {
  it('finds every text of a variable', () => expect(textsIn({ a: ['x', 12345, null, true] })).toEqual(['x', '12345']));
});
