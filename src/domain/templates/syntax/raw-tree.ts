import type { TagToken } from './tag.js';

/** The tree of @huggingface/jinja's parser, as far as it is read here; its package exports no types for it. */
export interface RawName {
  readonly type: 'Identifier';
  readonly value: string;
}
export interface RawKeyword {
  readonly type: 'KeywordArgumentExpression';
  readonly key: RawName;
  readonly value: RawExpression;
}
export interface RawCall {
  readonly type: 'CallExpression';
  readonly callee: RawExpression;
  readonly args: readonly RawArgument[];
}
export interface RawSlice {
  readonly type: 'SliceExpression';
  readonly start?: RawExpression;
  readonly stop?: RawExpression;
  readonly step?: RawExpression;
}
export interface RawBinary {
  readonly type: 'BinaryExpression';
  readonly operator: TagToken;
  readonly left: RawExpression;
  readonly right: RawExpression;
}
export type RawArgument =
  | RawExpression
  | RawKeyword
  | { readonly type: 'SpreadExpression'; readonly argument: RawExpression }
  | { readonly type: 'KeywordSpreadExpression'; readonly argument: RawExpression };
export interface RawMember {
  readonly type: 'MemberExpression';
  readonly object: RawExpression;
  readonly property: RawExpression | RawSlice;
  readonly computed: boolean;
}
export interface RawFilter {
  readonly type: 'FilterExpression';
  readonly operand: RawExpression;
  readonly filter: RawName | RawCall;
}
export type RawExpression =
  | RawName
  | RawCall
  | RawBinary
  | RawMember
  | RawFilter
  | { readonly type: 'IntegerLiteral' | 'FloatLiteral'; readonly value: number }
  | { readonly type: 'StringLiteral'; readonly value: string }
  | { readonly type: 'ArrayLiteral' | 'TupleLiteral'; readonly value: readonly RawExpression[] }
  | { readonly type: 'ObjectLiteral'; readonly value: ReadonlyMap<RawExpression, RawExpression> }
  | { readonly type: 'UnaryExpression'; readonly operator: TagToken; readonly argument: RawExpression }
  | RawSelect
  | {
      readonly type: 'Ternary';
      readonly condition: RawExpression;
      readonly trueExpr: RawExpression;
      readonly falseExpr: RawExpression;
    };
export interface RawSelect {
  readonly type: 'SelectExpression';
  readonly lhs: RawExpression;
  readonly test: RawExpression;
}
export interface RawIf {
  readonly type: 'If';
  readonly test: RawExpression;
  readonly body: readonly RawStatement[];
  readonly alternate: readonly RawStatement[];
}
export interface RawFor {
  readonly type: 'For';
  readonly loopvar: RawExpression;
  readonly iterable: RawExpression;
  readonly body: readonly RawStatement[];
  readonly defaultBlock: readonly RawStatement[];
}
export interface RawSet {
  readonly type: 'Set';
  readonly assignee: RawExpression;
  readonly value: RawExpression | null;
  readonly body: readonly RawStatement[];
}
export interface RawMacro {
  readonly type: 'Macro';
  readonly name: RawName;
  readonly args: readonly (RawName | RawKeyword)[];
  readonly body: readonly RawStatement[];
}
export interface RawCallBlock {
  readonly type: 'CallStatement';
  readonly call: RawCall;
  readonly callerArgs: readonly (RawName | RawKeyword)[] | null;
  readonly body: readonly RawStatement[];
}
export interface RawFilterBlock {
  readonly type: 'FilterStatement';
  readonly filter: RawName | RawCall;
  readonly body: readonly RawStatement[];
}
export type RawStatement =
  | RawIf
  | RawFor
  | RawSet
  | RawMacro
  | RawCallBlock
  | RawFilterBlock
  | { readonly type: 'Break' | 'Continue' }
  | { readonly type: 'Comment'; readonly value: string }
  | RawExpression;
