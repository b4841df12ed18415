import { pause } from './patience.js';
import { drawn, randomOf } from './random.js';
import type { Services } from './services.js';
import type { Part, World } from './world.js';

/** Of each of the supervisor's parts within a minute: at the fifth death of one it would give up. */
const MOST_KILLS = 3;

/** Whom a strike meets: one of the services beside the supervisor's, or a part of the supervisor's. */
type Target = number | Extract<Part, 'service' | 'worker'>;

/** Kills and stops processes, at instants and for lengths that follow from the seed. */
export class Striker {
  private readonly random: () => number;
  private readonly targets: Target[];
  private kills = 0;
  private stops = 0;
  private ownKills: { part: Target; at: number }[] = [];

  /** @param parts of the supervisor's; a worker is killed only, for to stop it for long is to have its guard kill it */
  constructor(
    private readonly world: World,
    private readonly services: Services,
    seed: number,
    parts: readonly Extract<Part, 'service' | 'worker'>[] = ['service'],
  ) {
    this.random = randomOf(seed);
    this.targets = [...parts, ...Array.from({ length: services.count }, (_, place) => place)];
  }

  /** Strikes every other second; all that was stopped goes on when it answers. */
  async until(end: number): Promise<{ kills: number; stops: number }> {
    const under: Promise<void>[] = [];
    while (Date.now() < end) {
      await pause(500 + this.random() * 2_500);
      under.push(this.strike(drawn(this.random, this.targets)));
    }
    await Promise.all(under);
    return { kills: this.kills, stops: this.stops };
  }

  private async strike(target: Target): Promise<void> {
    const kill = this.random() < 0.5 || target === 'worker';
    const length = drawn(this.random, [100, 1_000, 3_000, 8_000]);
    if (kill && this.mayKill(target)) await this.kill(target, length);
    else if (target !== 'worker') await this.stop(target, length);
  }

  private mayKill(target: Target): boolean {
    this.ownKills = this.ownKills.filter(({ at }) => at > Date.now() - 60_000);
    return typeof target === 'number' || this.ownKills.filter(({ part }) => part === target).length < MOST_KILLS;
  }

  private async kill(target: Target, length: number): Promise<void> {
    this.kills += 1;
    if (typeof target !== 'number') {
      this.ownKills.push({ part: target, at: Date.now() });
      this.world.signal(target, 'SIGKILL');
      return;
    }
    this.services.signal(target, 'SIGKILL');
    await pause(length);
    if (this.services.hasEnded(target)) await this.services.launch(target);
  }

  private async stop(target: number | 'service', length: number): Promise<void> {
    this.stops += 1;
    const pids = this.world.pids('service');
    const send = (signal: 'SIGSTOP' | 'SIGCONT'): void =>
      typeof target === 'number' ? this.services.signal(target, signal) : this.world.signal('service', signal, pids);
    send('SIGSTOP');
    await pause(length);
    send('SIGCONT');
  }
}
