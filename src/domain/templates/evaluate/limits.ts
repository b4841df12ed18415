/** How much a template may do. Steps are evaluated nodes and touched elements; sizes are in UTF-16 units. */
export interface TemplateLimits {
  /** Per string that is rendered. */
  steps: number;
  /** Characters that one string, also an intermediate one, may have. */
  output: number;
  /** Expressions, blocks and macro calls within each other; also levels of the rendered JSON. */
  nesting: number;
  /** Different XComs, variables and connections per call of renderTemplate. */
  lookups: number;
}

export const DEFAULT_LIMITS: Readonly<TemplateLimits> = {
  steps: 100_000,
  output: 1_048_576,
  nesting: 200,
  lookups: 500,
};

/** All strings made during one evaluation together, in multiples of `output`: bounds memory, not only results. */
export const ALLOCATION_FACTOR = 16;

/** Counts what one evaluation uses and ends it at the limits. */
export interface Budget {
  readonly limits: TemplateLimits;
  /** Charges work: one node, or the elements of a list that are about to be touched. */
  step(count?: number): void;
  /** Charges a string before it is made. */
  text(length: number): void;
  enter(): void;
  leave(): void;
}
