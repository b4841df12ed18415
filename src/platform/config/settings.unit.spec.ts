import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

describe('readSettings', () => {
  it('given nothing, everything has its documented default', () => {
    expect(readSettings({ HOME: '/home/ada' }, '/clone')).toEqual({
      home: '/clone/.continuo',
      host: '127.0.0.1',
      port: 8080,
      cache: '/home/ada/.cache/continuo',
      databaseUrl: undefined,
      temporal: { address: undefined, namespace: 'default', tls: undefined, apiKey: undefined },
      workerLeaseMs: 30_000,
      queuedTimeoutMs: 600_000,
      queuedTimeoutFails: false,
      segmentEvents: 2_000,
      retention: { logsMs: null, xcomMs: null, runsMs: null },
      key: undefined,
      project: '/clone',
      logLevel: 'info',
    });
  });

  it('given an empty variable, it counts as not set', () => {
    expect(readSettings({ CONTINUO_PORT: '', DATABASE_URL: '' }).port).toBe(8080);
  });

  it.each([
    [{ CONTINUO_CACHE: '/c' }, '/c'],
    [{ XDG_CACHE_HOME: '/x' }, '/x/continuo'],
    [{ XDG_CACHE_HOME: '/x', CONTINUO_CACHE: 'here' }, '/clone/here'],
  ])('given %o, the cache is %s', (env, cache) => {
    expect(readSettings(env, '/clone').cache).toBe(cache);
  });

  it.each([
    ['CONTINUO_PORT', '80a'],
    ['CONTINUO_PORT', '-1'],
    ['CONTINUO_PORT', '65536'],
    ['CONTINUO_HOST', 'a host'],
    ['DATABASE_URL', 'mysql://x'],
    ['DATABASE_URL', 'postgresql://[half'],
    ['TEMPORAL_ADDRESS', 'http://localhost:7233'],
    ['TEMPORAL_ADDRESS', 'localhost'],
    ['TEMPORAL_NAMESPACE', 'a b'],
    ['TEMPORAL_TLS', 'perhaps'],
    ['CONTINUO_SEGMENT_EVENTS', '12'],
    ['CONTINUO_WORKER_LEASE', 'soon'],
    ['CONTINUO_WORKER_LEASE', '0'],
    ['CONTINUO_QUEUED_TIMEOUT', 'soon'],
    ['CONTINUO_KEY', 'secret'],
    ['CONTINUO_LOG_LEVEL', 'loud'],
  ])('given a bad %s (%s), the error names it and what it accepts', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(new RegExp(`^${name}: accepts `));
  });

  it('given a bad secret, the error does not show it', () => {
    const error = (() => {
      try {
        return readSettings({ CONTINUO_KEY: 'hunter2', DATABASE_URL: 'mysql://ada:hunter2@db' });
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(String(error)).toContain('CONTINUO_KEY');
    expect(String(error)).not.toContain('hunter2');
  });

  it('given two bad variables, both are named at once', () => {
    expect(() => readSettings({ CONTINUO_PORT: 'x', CONTINUO_LOG_LEVEL: 'y' })).toThrow(
      /CONTINUO_PORT.*\n.*CONTINUO_LOG_LEVEL/,
    );
  });

  it.each([['a'.repeat(64)], [Buffer.alloc(32, 7).toString('base64')]])('accepts the key %s', (key) => {
    expect(readSettings({ CONTINUO_KEY: key }).key).toBe(key);
  });

  it.each([
    ['2s', 2_000],
    ['90', 90_000],
    ['1.5s', 1_500],
    ['5m', 300_000],
  ])('reads the lease %s as %d ms', (text, ms) => {
    expect(readSettings({ CONTINUO_WORKER_LEASE: text }).workerLeaseMs).toBe(ms);
  });

  it.each([
    [{ TEMPORAL_TLS: 'true' }, true],
    [{ TEMPORAL_API_KEY: 'k' }, true],
    [{ TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/ca.pem' }, true],
    [{ TEMPORAL_API_KEY: 'k', TEMPORAL_TLS: 'false' }, false],
    [{}, false],
  ])('given %o, TLS is %s', (env, on) => {
    expect(readSettings(env).temporal.tls !== undefined).toBe(on);
  });
});
