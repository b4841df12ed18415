import { execFile } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Both ends of a pipe: reading does not block, writing does, as programs expect. */
export interface RealPipe {
  read: number;
  write: number;
}

/** Pipes made by one call of mkfifo. */
const BATCH = 32;

/**
 * Makes pipes of the operating system. Node's own `pipe` is a socket pair, with which `> /dev/stderr` fails in a shell, and which bash takes for
 * a remote login on stdin. A pipe here is a FIFO that is unlinked as soon as both its ends are open.
 */
export class RealPipes {
  private ready: string[] = [];
  private filling: Promise<void> | null = null;
  private made = 0;

  /** @param folder its own; made when the first pipe is */
  constructor(private readonly folder: string) {}

  /** @throws where mkfifo does, such as on a full disk */
  async take(): Promise<RealPipe> {
    for (;;) {
      const path = this.ready.pop();
      if (path !== undefined) return open(path);
      this.filling ??= this.fill().finally(() => {
        this.filling = null;
      });
      await this.filling;
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async fill(): Promise<void> {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const paths = Array.from({ length: BATCH }, (_, i) => join(this.folder, String(this.made + i)));
    this.made += BATCH;
    await promisify(execFile)('mkfifo', ['-m', '600', ...paths]);
    this.ready.push(...paths);
  }
}

/** The read end first: a FIFO with a reader is opened for writing at once. */
function open(path: string): RealPipe {
  const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return { read, write: openSync(path, constants.O_WRONLY) };
  } catch (error) {
    closeSync(read);
    throw error;
  } finally {
    unlinkSync(path);
  }
}
