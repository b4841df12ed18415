import { describe, expect, it } from 'vitest';
import { pokeSensor, testContext } from '../../sdk/testing/index.js';
import { timeSensor } from './time-sensor.js';

const at = (text: string): number => Date.parse(text);
const poke = (given: object, now: string, waitingSince = now) =>
  pokeSensor(timeSensor, testContext({ now: () => at(now), waitingSince: at(waitingSince) }), given);

describe('sensor.time: at', () => {
  it('is a time of the UTC day of the first execution, reached when it is past', async () => {
    expect(await poke({ at: '06:30' }, '2026-03-01T06:29:59Z')).toMatchObject({ done: false });
    expect(await poke({ at: '06:30' }, '2026-03-01T06:30:00Z')).toEqual({
      done: true,
      value: '2026-03-01T06:30:00.000Z',
    });
    expect(await poke({ at: '23:59:30' }, '2026-03-02T00:00:10Z', '2026-03-01T23:59:10Z')).toEqual({
      done: true,
      value: '2026-03-01T23:59:30.000Z',
    });
  });

  it('is a date or a date-time, in UTC without an offset', async () => {
    expect(await poke({ at: '2026-03-01T08:00:00+02:00' }, '2026-03-01T06:00:00Z')).toMatchObject({ done: true });
    expect(await poke({ at: '2026-03-01T08:00:00' }, '2026-03-01T07:59:59Z')).toMatchObject({ done: false });
    expect(await poke({ at: '2026-03-02' }, '2026-03-01T23:59:59Z')).toMatchObject({ done: false });
  });

  it('asks to be poked at that time', async () => {
    expect(await poke({ at: '06:30' }, '2026-03-01T06:29:59Z')).toEqual({
      done: false,
      by: at('2026-03-01T06:30:00Z'),
    });
  });

  it('refuses what is no time', async () => {
    await expect(poke({ at: '25:00' }, '2026-03-01T00:00:00Z')).rejects.toThrow('with.at: write a time of day');
    await expect(poke({}, '2026-03-01T00:00:00Z')).rejects.toThrow('give "at" or "delay"');
  });
});

describe('sensor.time: delay', () => {
  it('counts from the first execution', async () => {
    expect(await poke({ delay: '5m' }, '2026-03-01T00:04:59Z', '2026-03-01T00:00:00Z')).toMatchObject({ done: false });
    expect(await poke({ delay: 300 }, '2026-03-01T00:05:00Z', '2026-03-01T00:00:00Z')).toMatchObject({ done: true });
    expect(await poke({ delay: '0s' }, '2026-03-01T00:00:00Z')).toMatchObject({ done: true });
    await expect(poke({ delay: 'soon' }, '2026-03-01T00:00:00Z')).rejects.toThrow('"soon" is no duration');
  });
});
