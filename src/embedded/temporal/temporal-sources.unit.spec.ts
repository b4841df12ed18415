import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../process/free-port.js';
import { silentProgress } from '../progress.js';
import { builtTemporal } from './build-temporal.js';
import { downloadedTemporal } from './download-temporal.js';
import { temporalCache } from './temporal-cache.js';
import { temporalOnPath } from './temporal-on-path.js';
import { archiveName, TEMPORAL_RELEASE } from './temporal-release.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'continuo-sources-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An executable shell script. */
function script(path: string, body: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('temporalOnPath', () => {
  const onPath = (searchPath: string, said: string[] = []) => temporalOnPath(searchPath, (line) => said.push(line))();

  it('given a recent one, takes the first that is executable', async () => {
    mkdirSync(join(folder, 'a', 'temporal'), { recursive: true });
    const path = script(join(folder, 'b', 'temporal'), 'echo "temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)"');
    expect(await onPath(`relative:${folder}/a:${folder}/b`)).toEqual({ path, server: '1.31.2', source: 'PATH' });
  });

  it('given an old one, passes it over and tells so', async () => {
    script(join(folder, 'temporal'), 'echo "temporal version 1.5.1 (Server 1.29.1, UI 2.41.0)"');
    const said: string[] = [];
    expect(await onPath(folder, said)).toContain('brings server 1.29.1, and 1.31 is needed');
    expect(said).toHaveLength(1);
  });

  it('given one that is broken, passes it over', async () => {
    script(join(folder, 'temporal'), 'exit 3');
    expect(await onPath(folder)).toContain('no server');
  });

  it('given none, says so', async () => {
    expect(await onPath(folder)).toBe('`temporal` is not on PATH');
  });
});

describe('downloadedTemporal', () => {
  /** Serves one answer, and says what the download came to. */
  async function download(answer: RequestListener, sha256: string | undefined, stallMs = 10_000) {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const cache = temporalCache(folder, () => undefined);
    const result = await cache.locked(downloadedTemporal(cache, silentProgress, { base, sha256, stallMs }));
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    return { result, cache, left: readdirSync(dirname(cache.binary)).filter((name) => name.startsWith('work-')) };
  }

  /** An archive like the official one. */
  async function archive(): Promise<{ bytes: Buffer; sha256: string }> {
    script(join(folder, 'pack', 'temporal'), 'echo downloaded');
    writeFileSync(join(folder, 'pack', 'LICENSE'), 'MIT');
    await create({ gzip: true, file: join(folder, 'a.tar.gz'), cwd: join(folder, 'pack') }, ['LICENSE', 'temporal']);
    const bytes = readFileSync(join(folder, 'a.tar.gz'));
    return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  }

  it('given the archive with its pinned sum behind a redirect, keeps its program in the cache', async () => {
    const { bytes, sha256 } = await archive();
    const { result, cache, left } = await download((request, response) => {
      if (request.url === `/${archiveName(process.platform, process.arch)}`)
        response.writeHead(302, { location: '/cdn' }).end();
      else response.end(bytes);
    }, sha256);
    expect(result).toEqual({ path: cache.binary, server: TEMPORAL_RELEASE.server, source: 'download' });
    expect(readFileSync(cache.binary, 'utf8')).toContain('downloaded');
    expect(await cache.cached()).toMatchObject({ source: 'cache' });
    expect(left).toEqual([]);
  });

  it('given other bytes than the pinned ones, unpacks nothing', async () => {
    const { bytes } = await archive();
    const { result, cache, left } = await download((_request, response) => response.end(bytes), 'f'.repeat(64));
    expect(result).toContain('SHA-256');
    expect(existsSync(cache.binary)).toBe(false);
    expect(left).toEqual([]);
  });

  it('given a server that stops in the middle, gives up when no byte has come for the time set', async () => {
    const { result } = await download(
      (_request, response) => void response.writeHead(200).write('half'),
      'f'.repeat(64),
      150,
    );
    expect(result).toContain('no byte came for 0.15 s');
  });

  it('given a server that never answers, gives up as well', async () => {
    const { result } = await download(() => undefined, 'f'.repeat(64), 150);
    expect(result).toContain('no byte came for 0.15 s');
  });

  it('given HTTP 404, says so', async () => {
    const { result } = await download((_request, response) => response.writeHead(404).end(), 'f'.repeat(64));
    expect(result).toContain('HTTP 404');
  });

  it('given a refused connection, gives up at once', async () => {
    const cache = temporalCache(folder, () => undefined);
    const options = { base: `http://127.0.0.1:${await freePort()}`, sha256: 'f'.repeat(64), stallMs: 600_000 };
    const result = await cache.locked(downloadedTemporal(cache, silentProgress, options));
    expect(result).toContain('ECONNREFUSED');
  });

  it('given an interrupted start, gives up at once', async () => {
    const cache = temporalCache(folder, () => undefined);
    const stop = new AbortController();
    stop.abort(new Error('SIGINT received'));
    const options = { base: 'http://127.0.0.1:1', sha256: 'f'.repeat(64), stallMs: 10_000 };
    const result = await cache.locked(downloadedTemporal(cache, silentProgress, options, stop.signal));
    expect(result).toContain('SIGINT received');
  });
});

describe('builtTemporal', () => {
  /** A stand-in for Go: names its version, and "builds" by writing to the path behind -o. */
  const fakeGo = (version: string, build: string) =>
    script(
      join(folder, 'bin', 'go'),
      `[ "$1" = version ] && { echo "go version ${version} linux/amd64"; exit 0; }\n${build}`,
    );
  const BUILD = 'while [ "$1" != -o ]; do shift; done; echo some/package >&2; pwd > "$2"';

  async function build() {
    const cache = temporalCache(folder, () => undefined);
    const env = { PATH: `${folder}/bin:/usr/bin:/bin` };
    return { result: await cache.locked(builtTemporal(cache, silentProgress, env)), cache };
  }

  it('given Go 1.26, builds the pinned module into the cache', async () => {
    fakeGo('go1.26.4', BUILD);
    const { result, cache } = await build();
    expect(result).toEqual({ path: cache.binary, server: TEMPORAL_RELEASE.server, source: 'build' });
    expect(readFileSync(cache.binary, 'utf8').trim()).toMatch(/docker\/temporal$/);
  });

  it('given an older Go, says what is needed', async () => {
    fakeGo('go1.25.3', BUILD);
    expect((await build()).result).toContain('Go 1.26 or newer is needed');
  });

  it('given a build that fails, keeps nothing and shows the end of its output', async () => {
    fakeGo('go1.26.4', 'echo "checksum mismatch" >&2; exit 1');
    const { result, cache } = await build();
    expect(result).toContain('checksum mismatch');
    expect(existsSync(cache.binary)).toBe(false);
  });
});

describe('temporalCache', () => {
  it('given a work folder that a killed process left, removes it', async () => {
    const cache = temporalCache(folder, () => undefined);
    await cache.locked(async () => cache.workFolder());
    await cache.locked(async () => cache.workFolder());
    expect(readdirSync(dirname(cache.binary)).filter((name) => name.startsWith('work-'))).toHaveLength(1);
  });

  it('lets one at a time write', async () => {
    const cache = temporalCache(folder, () => undefined);
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, (inside += 1));
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside -= 1;
    };
    await Promise.all([cache.locked(work), cache.locked(work), cache.locked(work)]);
    expect(most).toBe(1);
  });
});
