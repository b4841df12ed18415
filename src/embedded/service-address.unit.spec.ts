import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endpointPath, removeEndpoint, writeEndpoint } from './endpoint-file.js';
import { makeTraversable, openHome, type Home } from './home.js';
import { forgetServicePort, reachableUrl, servicePort, serviceReady } from './service-address.js';

let home: Home;
beforeEach(() => (home = openHome(mkdtempSync(join(tmpdir(), 'continuo-address-')))));
afterEach(() => rmSync(home.root, { recursive: true, force: true }));

const said = (port: number, pid: number): void =>
  writeFileSync(join(home.run, 'service.json'), JSON.stringify({ port, pid }));

describe('the address of the service', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:80'],
    ['0.0.0.0', 'http://127.0.0.1:80'],
    ['::', 'http://127.0.0.1:80'],
    ['::1', 'http://[::1]:80'],
    ['example.org', 'http://example.org:80'],
  ])('given that it listens on %s, is %s', (host, url) => {
    expect(reachableUrl(host, 80)).toBe(url);
  });

  it('given what another process has written, the port is not known', () => {
    said(4711, 1);
    expect(servicePort(home, 2)).toBeNull();
    expect(servicePort(home, 1)).toBe(4711);
    forgetServicePort(home);
    expect(servicePort(home, 1)).toBeNull();
  });

  it('given a service that says 503 first, waits for its 200', async () => {
    let asked = 0;
    const server = createServer((_request, response) => response.writeHead((asked += 1) < 3 ? 503 : 200).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    said(port, 7);
    expect(await serviceReady(home, '127.0.0.1', 7, AbortSignal.timeout(5_000))).toBe(port);
    expect(asked).toBe(3);
    server.closeAllConnections();
    server.close();
  });

  it('given a service that never says where it is, gives up when told to', async () => {
    await expect(serviceReady(home, '127.0.0.1', 7, AbortSignal.timeout(100))).rejects.toThrow();
  });
});

describe('endpoint.json and its folder', () => {
  it('is readable by its owner only, and removed', () => {
    const pids = { supervisor: 1, service: 2, worker: 3, postgres: null, temporal: null };
    const folders = { home: home.root, logs: home.logs, postgres: null, postgresBinaries: null };
    writeEndpoint(home, { url: 'u', graphql: 'g', temporal: 't', database: 'd', pids, folders });
    expect(statSync(endpointPath(home)).mode & 0o777).toBe(0o600);
    removeEndpoint(home);
    removeEndpoint(home);
    expect(() => statSync(endpointPath(home))).toThrow('ENOENT');
  });

  it('lets others pass through without listing or reading', () => {
    expect(statSync(home.postgres).mode & 0o777).toBe(0o700);
    makeTraversable(home.root, home.postgres);
    expect([home.root, home.postgres, home.run].map((path) => statSync(path).mode & 0o777)).toEqual([
      0o711, 0o711, 0o700,
    ]);
  });
});
