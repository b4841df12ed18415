import type { Home } from '../home.js';
import type { ProcessRef } from '../process/process-identity.js';
import type { ChildHooks, ChildSpec } from './child-spec.js';
import type { ChildrenRecord } from './children-record.js';
import { SupervisedChild } from './supervised-child.js';

export interface SupervisorOptions {
  readonly home: Home;
  readonly record: ChildrenRecord;
  readonly hooks?: ChildHooks;
  readonly say: (line: string) => void;
}

/** Starts children in the order of their dependencies, keeps them alive, and stops them in the opposite order. */
export class Supervisor {
  /** Rejects with the reason when a child has died too often. Never resolves. */
  readonly failed: Promise<never>;
  private readonly children: SupervisedChild[] = [];
  private fail: (reason: Error) => void = () => undefined;
  private stopping: Promise<void> | null = null;

  constructor(private readonly options: SupervisorOptions) {
    this.failed = new Promise((_resolve, reject) => (this.fail = reject));
    this.failed.catch(() => undefined);
  }

  /** Adds children and returns when each has been ready once. @throws Error when one of them, or an earlier child, gave up. */
  async start(...specs: readonly ChildSpec[]): Promise<void> {
    const { home, record, hooks = {}, say } = this.options;
    const world = { logs: home.logs, record, hooks, say };
    const added = specs.map((spec) => new SupervisedChild(spec, world, (reason) => this.fail(new Error(reason))));
    this.children.push(...added);
    const all = Promise.all(added.map((child) => this.startAfterOthers(child)));
    await Promise.race([all, this.failed]);
  }

  /** Resolves when a child has been ready once; at once where there is no such child. @throws Error when a child gave up. */
  async whenReady(name: string): Promise<void> {
    await Promise.race([this.named(name)?.firstReady, this.failed]);
  }

  /** The living process of a child, or null. */
  ref(name: string): ProcessRef | null {
    return this.named(name)?.ref ?? null;
  }

  /** Stops every child, the last started first. Calling it again waits for the same stop. */
  async stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async startAfterOthers(child: SupervisedChild): Promise<void> {
    for (const name of child.spec.after) await this.named(name)?.firstReady;
    if (this.stopping !== null) return;
    child.start();
    await child.firstReady;
  }

  private async stopAll(): Promise<void> {
    for (const child of [...this.children].reverse()) {
      try {
        await child.stop();
      } catch (error) {
        this.options.say(
          `while stopping ${child.spec.name}: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
  }

  private named(name: string): SupervisedChild | undefined {
    return this.children.find((child) => child.spec.name === name);
  }
}
