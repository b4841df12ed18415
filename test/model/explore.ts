import { hash } from 'node:crypto';
import { deliverySteps } from './deliveries.js';
import { faultSteps } from './faults.js';
import { Broken, type Law } from './law.js';
import { checkState, checkStep, isAtRest } from './laws.js';
import { Model, type Scenario, type Step } from './model.js';
import { normalise, textOf } from './normalise.js';
import { RULES, type Rules } from './rules.js';
import { surroundingSteps } from './surroundings.js';
import { copyOf, type World } from './world.js';

export interface Explored {
  scenario: string;
  states: number;
  transitions: number;
  /** Transitions that happened, by the first word of their names. */
  names: Set<string>;
  broken: { law: Law; message: string; path: string[] } | null;
}

/**
 * Every state that can be reached; stops at the first that breaks a law. Then: from every state the run can still end by itself.
 * States without a fault come first, then those with one, and so on, each the nearest way: a counter-example has as few faults as can be,
 * and a state that is reached with fewer faults is not explored again with more.
 */
export function explore(scenario: Scenario, rules: Rules = RULES): Explored {
  return new Exploration(new Model(scenario, rules)).run();
}

/** Short enough to keep hundreds of thousands. */
const digestOf = (text: string): string => hash('sha1', text, 'base64');

interface Found {
  id: number;
  world: World;
}

class Exploration {
  private readonly ids = new Map<string, number>();
  private readonly parents: number[] = [];
  private readonly steps: number[] = [];
  private readonly labels = new Map<string, number>();
  private readonly names: string[] = [];
  /** By the number of faults so far. */
  private readonly frontiers: Found[][];
  /** Edges that are no fault and nobody's choice, as pairs. */
  private readonly edges: number[] = [];
  private readonly rests: number[] = [];
  private transitions = 0;

  constructor(private readonly model: Model) {
    this.frontiers = Array.from({ length: model.scenario.faults + 1 }, () => []);
  }

  run(): Explored {
    this.add(normalise(this.model, this.model.start()), -1, () => 'start');
    for (const frontier of this.frontiers) {
      // grows while it is walked
      for (let i = 0; i < frontier.length; i += 1) {
        const found = frontier[i];
        delete frontier[i];
        const broken = found === undefined ? null : this.expand(found);
        if (broken !== null) return this.report(broken);
      }
    }
    return this.report(this.stuck());
  }

  private expand({ id, world }: Found): Explored['broken'] {
    const { model } = this;
    for (const step of this.stepsOf(world)) {
      const next = copyOf(world);
      if (step.fault) next.faults -= 1;
      try {
        step.apply(next);
        checkStep(world, next);
        checkState(model, next);
      } catch (error) {
        if (!(error instanceof Broken)) throw error;
        return { law: error.law, message: error.message, path: [...this.pathTo(id), step.name()] };
      }
      this.transitions += 1;
      const target = this.add(normalise(model, next), id, step.name);
      if (!step.fault && step.optional !== true) this.edges.push(id, target);
    }
    return null;
  }

  private stepsOf(world: World): Step[] {
    const { model } = this;
    const over = isAtRest(world) && world.controls.length === (model.scenario.controls?.length ?? 0);
    if (over) return [];
    return [...surroundingSteps(model, world), ...deliverySteps(model, world), ...faultSteps(model, world)];
  }

  private add(world: World, parent: number, name: () => string): number {
    const text = digestOf(textOf(world));
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    const id = this.parents.length;
    this.ids.set(text, id);
    this.parents.push(parent);
    this.steps.push(this.labelOf(name()));
    this.frontiers[this.model.scenario.faults - world.faults]?.push({ id, world });
    if (isAtRest(world)) this.rests.push(id);
    return id;
  }

  private labelOf(name: string): number {
    const known = this.labels.get(name);
    if (known !== undefined) return known;
    this.labels.set(name, this.names.length);
    this.names.push(name);
    return this.names.length - 1;
  }

  private pathTo(id: number): string[] {
    const path: string[] = [];
    for (let at = id; at > 0; at = this.parents[at] ?? 0) path.push(this.names[this.steps[at] ?? 0] ?? '');
    return path.reverse();
  }

  /** A state from which no rest can be reached without faults, or null: walks the edges backwards from all rests. */
  private stuck(): Explored['broken'] {
    const edges = Int32Array.from(this.edges);
    const first = new Int32Array(this.parents.length).fill(-1);
    const next = new Int32Array(edges.length / 2);
    for (let edge = 0; edge < next.length; edge += 1) {
      const target = edges[2 * edge + 1] ?? 0;
      next[edge] = first[target] ?? -1;
      first[target] = edge;
    }
    const ends = new Uint8Array(this.parents.length);
    const open = [...this.rests];
    for (const id of open) ends[id] = 1;
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      for (let edge = first[id] ?? -1; edge >= 0; edge = next[edge] ?? -1) {
        const source = edges[2 * edge] ?? 0;
        if (ends[source] === 1) continue;
        ends[source] = 1;
        open.push(source);
      }
    }
    const lost = ends.indexOf(0);
    if (lost < 0) return null;
    return { law: 'every state can end', message: 'every state can end: not this one', path: this.pathTo(lost) };
  }

  private report(broken: Explored['broken']): Explored {
    const names = new Set(this.names.map((name) => name.split(' ')[0] ?? ''));
    return {
      scenario: this.model.scenario.name,
      states: this.parents.length,
      transitions: this.transitions,
      names,
      broken,
    };
  }
}
