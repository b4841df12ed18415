import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Progress } from '../progress.js';
import type { TemporalSource } from './find-temporal.js';
import type { TemporalCache } from './temporal-cache.js';
import { archiveName, TEMPORAL_RELEASE } from './temporal-release.js';

/** Specs download from a server of their own; there is no public setting for this. */
export interface DownloadOptions {
  readonly base: string;
  readonly sha256: string | undefined;
  readonly stallMs: number;
}

/** The official release for this machine, with its pinned sum; given up after 10 s without a byte. */
export const OFFICIAL_DOWNLOAD: DownloadOptions = {
  base: TEMPORAL_RELEASE.downloadBase,
  sha256: TEMPORAL_RELEASE.sha256[`${process.platform}-${process.arch}`],
  stallMs: 10_000,
};

/** The official download as a way to get the binary. An archive with another sum than the pinned one is never unpacked. */
export function downloadedTemporal(
  cache: TemporalCache,
  progress: Progress,
  options: DownloadOptions,
  interrupted: AbortSignal = new AbortController().signal,
): TemporalSource {
  return async () => {
    const name = archiveName(process.platform, process.arch);
    if (name === null) return `no Temporal CLI is published for ${process.platform}-${process.arch}`;
    const work = cache.workFolder();
    const archive = join(work, name);
    try {
      const sum = await progress.step(`Downloading Temporal ${TEMPORAL_RELEASE.cli}`, (note) =>
        fetchTo({ file: archive, url: `${options.base}/${name}`, stallMs: options.stallMs, interrupted, note }),
      );
      if (sum !== options.sha256)
        throw new Error(`its SHA-256 is ${sum} instead of ${options.sha256 ?? 'a known one'}`);
      const { extract } = await import('tar');
      await extract({ file: archive, cwd: work, filter: (path) => path === 'temporal' });
      return cache.keep(join(work, 'temporal'), 'download');
    } catch (error) {
      const reason = `the download of ${options.base}/${name} failed (${rootCause(error)})`;
      progress.say(`Temporal: ${reason}`);
      return reason;
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  };
}

interface Fetching {
  readonly file: string;
  readonly url: string;
  readonly stallMs: number;
  readonly interrupted: AbortSignal;
  note(detail: string): void;
}

/** Fetches a file and returns its SHA-256. @throws Error also when no byte has come for `stallMs`. */
async function fetchTo({ file, url, stallMs, interrupted, note }: Fetching): Promise<string> {
  // a start that has its program downloads nothing, and need not load this
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const dispatcher = new EnvHttpProxyAgent();
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(new Error(`no byte came for ${stallMs / 1_000} s`)), stallMs);
  const signal = AbortSignal.any([stalled.signal, interrupted]);
  const hash = createHash('sha256');
  let bytes = 0;
  const watch = (chunk: Buffer): void => {
    timer.refresh();
    hash.update(chunk);
    note(`${((bytes += chunk.length) / 1_048_576).toFixed(0)} MiB`);
  };
  try {
    const response = await fetch(url, { signal, dispatcher });
    timer.refresh();
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    await pipeline(Readable.fromWeb(response.body as ReadableStream), watched(watch), createWriteStream(file), {
      signal,
    });
    return hash.digest('hex');
  } catch (error) {
    throw stalled.signal.aborted ? stalled.signal.reason : error;
  } finally {
    clearTimeout(timer);
    await dispatcher.destroy();
  }
}

function watched(watch: (chunk: Buffer) => void): Transform {
  return new Transform({ transform: (chunk: Buffer, _encoding, done) => (watch(chunk), done(null, chunk)) });
}

/** fetch() says only that it failed; why stands in the innermost cause. */
function rootCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined
    ? error.message || String((error as { code?: string }).code)
    : rootCause(error.cause);
}
