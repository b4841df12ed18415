/**
 * What Airflow's documentation says of a run, as plainly as can be: after each thing that happens, every instance without a state is judged on
 * the states as they are, all verdicts are written, and again, until nothing changes. Written from airflow-semantics §1.3, §1.4, §1.6, §1.11 and
 * §1.12; nothing here is the product's.
 */
export type State = 'none' | 'running' | 'success' | 'failed' | 'skipped' | 'upstream_failed';

export interface OracleTask {
  id: string;
  upstream: readonly string[];
  rule: string;
  empty: boolean;
  setup: boolean;
  teardown: { setups: readonly string[]; onFailureFailRun: boolean } | null;
  /** Mapped together with all tasks of the same name, over the results of the inputs. */
  mapped: { by: string; inputs: readonly string[] } | null;
  /** Upstream tasks whose edge has a condition. */
  conditional: readonly string[];
}

/** What a task that ended in success says of those below it. */
export type Choice = { chosen: readonly string[] } | { closes: 'all' | 'direct' };

interface Counts {
  n: number;
  S: number;
  K: number;
  F: number;
  U: number;
  D: number;
  setups: number;
  setupS: number;
  setupK: number;
}

export class Oracle {
  /** One state for each instance; a mapped task has one until it is expanded. */
  readonly states = new Map<string, State[]>();
  readonly expanded = new Set<string>();
  /** Conditions that were evaluated, by `task<upstream`. */
  private readonly conditions = new Map<string, boolean>();
  private readonly byId: Map<string, OracleTask>;

  constructor(private readonly tasks: readonly OracleTask[]) {
    this.byId = new Map(tasks.map((task) => [task.id, task]));
    for (const { id } of tasks) this.states.set(id, ['none']);
  }

  /** The end of a try after which there is no other. */
  end(id: string, mapIndex: number, state: 'success' | 'failed' | 'skipped', choice: Choice | null): void {
    this.of(id)[Math.max(0, mapIndex)] = state;
    if (state !== 'success' || choice === null) return;
    for (const below of this.closedBy(id, choice)) {
      const states = this.of(below);
      states.forEach((one, i) => {
        if (one === 'none') states[i] = 'skipped';
      });
    }
  }

  expand(by: string, length: number): void {
    const members = this.tasks.filter((task) => task.mapped?.by === by);
    const asked = members.some(({ id }) => !this.expanded.has(id) && this.of(id)[0] === 'none');
    if (!asked || !this.inputsSucceeded(members[0])) return;
    for (const { id } of members) {
      const [state = 'none'] = this.of(id);
      if (this.expanded.has(id) || state !== 'none') continue;
      if (length === 0) {
        this.states.set(id, ['skipped']);
        continue;
      }
      this.expanded.add(id);
      this.states.set(
        id,
        Array.from({ length }, () => state),
      );
    }
  }

  condition(id: string, upstream: string, holds: boolean): void {
    this.conditions.set(`${id}<${upstream}`, holds);
  }

  settle(): void {
    for (;;) {
      const verdicts = this.tasks.flatMap((task) =>
        this.of(task.id).flatMap((state, i) => {
          const verdict = state === 'none' ? this.judge(task, i) : null;
          return verdict === null ? [] : [{ id: task.id, i, verdict }];
        }),
      );
      if (verdicts.length === 0) return;
      for (const { id, i, verdict } of verdicts) this.of(id)[i] = verdict;
    }
  }

  /** The state of the run: null while something runs or may still. @param waits something outside is still to answer */
  verdict(waits: boolean): 'success' | 'failed' | null {
    const all = [...this.states.values()].flat();
    if (all.includes('running')) return null;
    if (all.includes('none')) return waits ? null : 'failed';
    const bad = this.effectiveLeaves().some((id) =>
      this.of(id).some((state) => state === 'failed' || state === 'upstream_failed'),
    );
    return bad ? 'failed' : 'success';
  }

  private judge(task: OracleTask, i: number): State | null {
    const held = this.judgeSetups(task);
    const inputs = task.mapped !== null && !this.expanded.has(task.id) ? this.judgeInputs(task) : null;
    if (held === 'wait') return inputs;
    if (held !== null) return held;
    const counts = this.count(task, i);
    const written = counts.n === 0 ? null : stateWritten(task.rule, counts);
    if (written !== null) return written;
    if (task.mapped !== null && !this.expanded.has(task.id)) return inputs;
    if (counts.n > 0 && !passes(task.rule, counts)) return null;
    return task.empty ? 'success' : 'running';
  }

  /** §1.3, setup constraint: a task that is no teardown and its indirect setups. */
  private judgeSetups(task: OracleTask): State | 'wait' | null {
    if (task.teardown !== null) return null;
    const setups = this.tasks.filter((other) => other.setup && this.isIndirectSetup(other, task));
    const states = setups.flatMap(({ id }) => this.of(id));
    if (states.some((state) => state === 'failed' || state === 'upstream_failed')) return 'upstream_failed';
    if (states.includes('skipped')) return 'skipped';
    return states.every((state) => state === 'success') ? null : 'wait';
  }

  /** §1.12: the teardowns of a setup stand directly below it, and its scope is what lies on the paths to its teardowns; without a teardown, all that is below it. */
  private isIndirectSetup(setup: OracleTask, task: OracleTask): boolean {
    if (task.upstream.includes(setup.id) || !this.isAbove(setup.id, task.id)) return false;
    const teardowns = this.tasks.filter((other) => other.teardown !== null && other.upstream.includes(setup.id));
    return teardowns.length === 0 || teardowns.some((teardown) => this.isAbove(task.id, teardown.id));
  }

  /** §1.3, MappedTaskUpstreamDep: whatever the rule says. What has been expanded is left to the rule. */
  private judgeInputs(task: OracleTask): State | null {
    const states = (task.mapped?.inputs ?? []).flatMap((id) => (this.expanded.has(id) ? [] : this.of(id)));
    if (states.some((state) => state === 'failed' || state === 'upstream_failed')) return 'upstream_failed';
    return states.includes('skipped') ? 'skipped' : null;
  }

  private inputsSucceeded(task: OracleTask | undefined): boolean {
    return (task?.mapped?.inputs ?? []).every((id) =>
      this.of(id).every((state) =>
        this.expanded.has(id) ? state !== 'none' && state !== 'running' : state === 'success',
      ),
    );
  }

  private count(task: OracleTask, i: number): Counts {
    const seen = task.upstream.flatMap((id) =>
      this.relevant(task, i, id).map((state) => ({ state: this.through(task, id, state), setup: this.get(id).setup })),
    );
    const many = (...wanted: State[]): number => seen.filter(({ state }) => wanted.includes(state)).length;
    const setups = seen.filter(({ setup }) => setup);
    return {
      n: seen.length,
      S: many('success'),
      K: many('skipped'),
      F: many('failed'),
      U: many('upstream_failed'),
      D: many('success', 'skipped', 'failed', 'upstream_failed'),
      setups: setups.length,
      setupS: setups.filter(({ state }) => state === 'success').length,
      setupK: setups.filter(({ state }) => state === 'skipped').length,
    };
  }

  /** §1.3, mapped-group relevance. */
  private relevant(task: OracleTask, i: number, upstream: string): State[] {
    const states = this.of(upstream);
    const together = task.mapped !== null && task.mapped.by === this.get(upstream).mapped?.by;
    const both = this.expanded.has(task.id) && this.expanded.has(upstream);
    return together && both ? [states[i] ?? 'none'] : states;
  }

  /** A condition that is false counts as a skipped upstream; until it is known the upstream has not finished. */
  private through(task: OracleTask, upstream: string, state: State): State {
    if (!task.conditional.includes(upstream) || state !== 'success') return state;
    const holds = this.conditions.get(`${task.id}<${upstream}`);
    if (holds === undefined) return 'running';
    return holds ? 'success' : 'skipped';
  }

  /** §1.4. */
  private closedBy(id: string, choice: Choice): string[] {
    const direct = this.tasks.filter((task) => task.upstream.includes(id)).map((task) => task.id);
    if ('chosen' in choice) {
      const { chosen } = choice;
      return direct.filter((one) => !chosen.includes(one) && !chosen.some((other) => this.isAbove(other, one)));
    }
    const below =
      choice.closes === 'direct' ? direct : this.tasks.map((task) => task.id).filter((one) => this.isAbove(id, one));
    return below.filter((one) => this.get(one).teardown === null);
  }

  /** §1.6. */
  private effectiveLeaves(): string[] {
    const forgiven = (task: OracleTask): boolean => task.teardown !== null && !task.teardown.onFailureFailRun;
    const below = (task: OracleTask): OracleTask[] => this.tasks.filter(({ upstream }) => upstream.includes(task.id));
    const effective = this.tasks.filter((task) => !forgiven(task) && below(task).every(forgiven));
    const leaves = effective.length > 0 ? effective : this.tasks.filter((task) => below(task).length === 0);
    return leaves.map(({ id }) => id);
  }

  private isAbove(above: string, below: string): boolean {
    return this.get(below).upstream.some((id) => id === above || this.isAbove(above, id));
  }

  private of(id: string): State[] {
    const states = this.states.get(id);
    if (states === undefined) throw new Error(`no task ${id}`);
    return states;
  }

  private get(id: string): OracleTask {
    const task = this.byId.get(id);
    if (task === undefined) throw new Error(`no task ${id}`);
    return task;
  }
}

/** The table of §1.3, first column: "state written (first match)". R is 0: nothing is removed in a run that nobody clears. */
function stateWritten(rule: string, { n, S, K, F, U, D, setups, setupS, setupK }: Counts): State | null {
  const done = D >= n;
  switch (rule) {
    case 'all_success':
      return U > 0 || F > 0 ? 'upstream_failed' : K > 0 ? 'skipped' : null;
    case 'all_failed':
      return S > 0 || K > 0 ? 'skipped' : null;
    case 'all_done_min_one_success':
      return K > 0 ? 'skipped' : S + F + U >= n - K && S === 0 ? 'upstream_failed' : null;
    case 'all_done_setup_success':
      if (!done || setups === 0) return null;
      return setupK === setups ? 'skipped' : setupS === 0 ? 'upstream_failed' : null;
    case 'all_skipped':
      return S > 0 || F > 0 || U > 0 ? 'skipped' : null;
    case 'one_success':
      return done && K === D ? 'skipped' : done && S === 0 ? 'upstream_failed' : null;
    case 'one_failed':
      return done && F === 0 && U === 0 ? 'skipped' : null;
    case 'one_done':
      return done && S === 0 && F === 0 ? 'skipped' : null;
    case 'none_failed':
      return U > 0 || F > 0 ? 'upstream_failed' : null;
    case 'none_failed_min_one_success':
      return U > 0 || F > 0 ? 'upstream_failed' : K === n ? 'skipped' : null;
    case 'none_skipped':
      return K > 0 ? 'skipped' : null;
    case 'all_done':
    case 'always':
      return null;
    default:
      throw new Error(`no rule ${rule}`);
  }
}

/** Second column: "passes when". */
function passes(rule: string, { n, S, K, F, U, D, setups, setupS }: Counts): boolean {
  const done = D >= n;
  switch (rule) {
    case 'all_success':
      return n - S <= 0;
    case 'all_failed':
      return n - F - U <= 0;
    case 'all_done':
      return done;
    case 'all_done_min_one_success':
      return done && K === 0 && S >= 1;
    case 'all_done_setup_success':
      return done && (setups === 0 || setupS >= 1);
    case 'all_skipped':
      return n - K <= 0;
    case 'one_success':
      return S > 0;
    case 'one_failed':
      return F > 0 || U > 0;
    case 'one_done':
      return S + F > 0;
    case 'none_failed':
    case 'none_failed_min_one_success':
      return n - S - K <= 0;
    case 'none_skipped':
      return done && K === 0;
    case 'always':
      return true;
    default:
      throw new Error(`no rule ${rule}`);
  }
}
