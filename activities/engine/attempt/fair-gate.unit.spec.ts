import { describe, expect, it } from 'vitest';
import { FairGate } from './fair-gate.js';

describe('a gate', () => {
  it('lets so many in at a time, and the next when one has left, also by a fault', async () => {
    const gate = new FairGate(2);
    const inside: string[] = [];
    const ends: { resolve(): void; reject(error: Error): void }[] = [];
    const pass = (name: string): Promise<void> =>
      gate.pass(name, 1, () => {
        inside.push(name);
        return new Promise((resolve, reject) => ends.push({ resolve, reject }));
      });
    const passed = ['a', 'b', 'c', 'd'].map(pass);
    expect(inside).toEqual(['a', 'b']);
    ends[0]?.resolve();
    await passed[0];
    await Promise.resolve();
    expect(inside).toEqual(['a', 'b', 'c']);
    ends[1]?.reject(new Error('lost'));
    await expect(passed[1]).rejects.toThrow('lost');
    await Promise.resolve();
    expect(inside).toEqual(['a', 'b', 'c', 'd']);
  });
});
