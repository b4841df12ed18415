import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRecentGo } from './build-temporal.js';
import { devServerArguments } from './temporal-arguments.js';
import { archiveName, isRecentEnough, serverVersionIn, TEMPORAL_RELEASE } from './temporal-release.js';

describe('the pinned Temporal', () => {
  it('is the one that docker/temporal/go.mod builds', () => {
    const goMod = readFileSync(new URL('../../../docker/temporal/go.mod', import.meta.url), 'utf8');
    expect(goMod).toContain(`github.com/temporalio/cli v${TEMPORAL_RELEASE.cli}`);
    expect(goMod).toContain(`go.temporal.io/server v${TEMPORAL_RELEASE.server}`);
  });

  it.each([
    ['linux', 'x64', 'temporal_cli_1.8.2_linux_amd64.tar.gz'],
    ['darwin', 'arm64', 'temporal_cli_1.8.2_darwin_arm64.tar.gz'],
    ['sunos', 'x64', null],
  ])('has for %s-%s the archive %s', (platform, arch, name) => {
    expect(archiveName(platform, arch)).toBe(name);
  });

  it.each([
    ['temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)', '1.31.2', true],
    ['temporal version 1.7.3 (Server 1.30.4, UI 2.49.0)', '1.30.4', false],
    ['temporal version 2.0.0 (Server 2.0.0, UI 3.0.0)', '2.0.0', true],
    ['temporal version 0.0.0-DEV (Server 1.32.0, UI 2.50.1)', '1.32.0', true],
  ])('reads %s as server %s, recent enough: %s', (text, version, recent) => {
    expect(serverVersionIn(text)).toBe(version);
    expect(isRecentEnough(version)).toBe(recent);
  });

  it('given a program that names no server, reads no version', () => {
    expect(serverVersionIn('temporal version 0.1')).toBeNull();
  });

  it.each([
    ['go version go1.26.8 linux/amd64', true],
    ['go version go1.26 darwin/arm64', true],
    ['go version go2.0.1 linux/amd64', true],
    ['go version go1.25.9 linux/amd64', false],
    ['go version go1.19.8 linux/amd64', false],
    ['', false],
  ])('given %s, a build is possible: %s', (text, possible) => {
    expect(isRecentGo(text)).toBe(possible);
  });

  it('starts with every setting that the engine needs, on the loopback interface, fully synced', () => {
    const args = devServerArguments({ database: '/h/t.db', port: 4711, namespace: 'ours' }).join(' ');
    for (const part of [
      'server start-dev --headless --ip 127.0.0.1 --port 4711 --db-filename /h/t.db --namespace ours',
      '--sqlite-pragma journal_mode=WAL --sqlite-pragma synchronous=FULL',
      'system.enableActivityEagerExecution=true',
      'history.transferProcessorMaxPollRPS=2000',
      'history.timerProcessorMaxPollRPS=2000',
      'history.visibilityProcessorMaxPollRPS=100',
      'history.maximumBufferedEventsBatch=2000',
      'matching.numTaskqueueReadPartitions=1',
      'matching.numTaskqueueWritePartitions=1',
      'frontend.rps=20000',
      'frontend.namespaceRPS=20000',
    ])
      expect(args).toContain(part);
  });
});
