import type { Value } from '../values/kinds.js';

/** The template as the evaluator walks it. */
export interface CallArguments {
  readonly positional: readonly Expression[];
  readonly named: readonly (readonly [string, Expression])[];
  /** `*list` and `**dict`. */
  readonly spread: Expression | null;
  readonly namedSpread: Expression | null;
}
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '~';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export interface Comparison {
  readonly type: 'compare';
  readonly first: Expression;
  readonly rest: readonly {
    readonly operator: CompareOperator;
    readonly operand: Expression;
    readonly group: number;
  }[];
}
export interface Binary {
  readonly type: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly group: number;
}
export interface FilterCall {
  readonly type: 'filter';
  readonly operand: Expression;
  readonly name: string;
  readonly given: CallArguments;
}
export interface TestCall {
  readonly type: 'test';
  readonly operand: Expression;
  readonly name: string;
  readonly given: CallArguments;
  readonly negated: boolean;
}
export type Expression =
  | Comparison
  | Binary
  | FilterCall
  | TestCall
  | { readonly type: 'literal'; readonly value: Value }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'list' | 'tuple'; readonly items: readonly Expression[] }
  | { readonly type: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly type: 'attribute'; readonly object: Expression; readonly name: string }
  | { readonly type: 'item'; readonly object: Expression; readonly key: Expression }
  | {
      readonly type: 'slice';
      readonly object: Expression;
      readonly start: Expression | null;
      readonly stop: Expression | null;
      readonly step: Expression | null;
    }
  | { readonly type: 'call'; readonly callee: Expression; readonly given: CallArguments }
  | { readonly type: 'unary'; readonly operator: '-' | '+' | 'not'; readonly operand: Expression }
  | { readonly type: 'logic'; readonly operator: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | {
      readonly type: 'choice';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression | null;
    };

export type Target =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'tuple'; readonly items: readonly Target[] }
  | { readonly type: 'attribute'; readonly object: string; readonly name: string };

export interface Parameter {
  readonly name: string;
  readonly otherwise: Expression | null;
}
export interface MacroBody {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
}
export interface FilterStep {
  readonly name: string;
  readonly given: CallArguments;
}
/** `at` is the index of the statement's tag. */
export type Statement =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'output'; readonly at: number; readonly value: Expression }
  | If
  | For
  | { readonly type: 'set'; readonly at: number; readonly target: Target; readonly value: Expression }
  | {
      readonly type: 'setBlock';
      readonly at: number;
      readonly target: Target;
      readonly filters: readonly FilterStep[];
      readonly body: readonly Statement[];
    }
  | { readonly type: 'do'; readonly at: number; readonly value: Expression }
  | { readonly type: 'macro'; readonly at: number; readonly macro: MacroBody }
  | {
      readonly type: 'callBlock';
      readonly at: number;
      readonly callee: Expression;
      readonly given: CallArguments;
      readonly caller: MacroBody;
    }
  | {
      readonly type: 'filterBlock';
      readonly at: number;
      readonly filters: readonly FilterStep[];
      readonly body: readonly Statement[];
    }
  | {
      readonly type: 'with';
      readonly at: number;
      readonly values: readonly (readonly [string, Expression])[];
      readonly body: readonly Statement[];
    }
  | { readonly type: 'break' | 'continue'; readonly at: number };

export interface If {
  readonly type: 'if';
  readonly at: number;
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}
export interface For {
  readonly type: 'for';
  readonly at: number;
  readonly target: Target;
  readonly iterable: Expression;
  readonly condition: Expression | null;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}
