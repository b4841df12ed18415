import { describe, expect, it } from 'vitest';
import { readConnection } from './connection-fields.js';

const none = { host: null, port: null, database: null, login: null, password: null, extra: {} };

describe('readConnection', () => {
  it.each([
    [
      'postgresql://u:p%40@h:1/db?sslmode=require',
      {
        type: 'postgres',
        host: 'h',
        port: 1,
        database: 'db',
        login: 'u',
        password: 'p@',
        extra: { sslmode: 'require' },
      },
    ],
    ['mysql://h', { ...none, type: 'mysql', host: 'h' }],
    ['http://[::1]:8080/', { ...none, type: 'http', host: '::1', port: 8080, extra: { scheme: 'http' } }],
    ['https://h/v1', { ...none, type: 'http', host: 'h', extra: { scheme: 'https', baseUrl: 'https://h/v1' } }],
    ['smtps://u@h:465', { ...none, type: 'smtp', host: 'h', port: 465, login: 'u', extra: { scheme: 'smtps' } }],
    ['snowflake://h', { ...none, type: 'snowflake', host: 'h' }],
  ])('%s', (uri, expected) => {
    expect(readConnection({ uri })).toEqual(expected);
  });

  it.each([
    [{ uri: 'secret text' }],
    [{ uri: 'http://%E0%A4%A@h' }],
    [{ type: 'x', port: 0 }],
    [{ type: 'x', port: 1.5 }],
    [{ type: '' }],
    [{ type: 'x', extra: 'text' }],
  ])('given %j, names the problem without the value', (given) => {
    const read = readConnection(given);
    expect(read).toHaveProperty('problem');
    expect(JSON.stringify(read)).not.toContain('secret text');
  });
});
