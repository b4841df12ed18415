import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SUPERVISED, watchSupervisor } from './lifeline.js';

describe('watchSupervisor', () => {
  it('given a supervisor that is gone (stdin ends), tells it once', async () => {
    const stdin = new PassThrough();
    let told = 0;
    watchSupervisor(() => (told += 1), { [SUPERVISED]: '1' }, stdin);
    stdin.write('go\n');
    await sleep(10);
    expect(told).toBe(0);
    stdin.end();
    await expect.poll(() => told).toBe(1);
  });

  it('given a pipe that breaks, tells it too', async () => {
    const stdin = new PassThrough();
    let told = 0;
    watchSupervisor(() => (told += 1), { [SUPERVISED]: '1' }, stdin);
    stdin.destroy(new Error('EIO'));
    await expect.poll(() => told).toBe(1);
  });

  it('given no supervisor, an ended stdin means nothing', async () => {
    const stdin = new PassThrough();
    let told = 0;
    watchSupervisor(() => (told += 1), {}, stdin);
    stdin.resume().end();
    await sleep(10);
    expect(told).toBe(0);
  });
});
