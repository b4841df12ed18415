import { tagTokens } from './tag-tokens.js';
import { TemplateSyntaxError, type Segment } from './tag.js';

const OPEN = /\{\{|\{%|\{#/g;
const RAW = /\{%([-+]?)\s*raw\s*(-?)%\}/y;
const END_RAW = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g;

interface State {
  readonly source: string;
  readonly segments: Segment[];
  offset: number;
  /** Where the line of the last tag starts, and its number: places are counted on from there. */
  line: number;
  lineStart: number;
  lineEnd: number;
  /** The last tag ended in `-`: the text that follows loses its leading whitespace. */
  trimNext: boolean;
}

/** True when a string can hold template syntax at all; others are never touched. */
export const hasTemplateSyntax = (source: string): boolean => /\{[{%#]/.test(source);

/** Splits a template into text and tags, as Jinja's lexer does with its default settings: raw blocks are text, comments vanish. */
export function segments(source: string): Segment[] {
  const text = source.replace(/\n$/, '');
  const place = { line: 1, lineStart: 0, lineEnd: endOfLine(text, 0) };
  const state: State = { source: text, segments: [], offset: 0, trimNext: false, ...place };
  while (state.offset < state.source.length) readNext(state);
  return state.segments;
}

function readNext(state: State): void {
  OPEN.lastIndex = state.offset;
  const open = OPEN.exec(state.source);
  const textEnd = open?.index ?? state.source.length;
  const modifier = open ? state.source.charAt(textEnd + 2) : '';
  addText(state, state.source.slice(state.offset, textEnd), modifier === '-');
  state.offset = textEnd;
  if (!open) return;
  if (open[0] === '{#') return skipComment(state);
  RAW.lastIndex = textEnd;
  const raw = RAW.exec(state.source);
  if (raw) return readRaw(state, raw);
  readTag(state, open[0] === '{{', modifier === '-' || modifier === '+');
}

function addText(state: State, text: string, trimEnd: boolean): void {
  let kept = state.trimNext ? text.trimStart() : text;
  if (trimEnd) kept = kept.trimEnd();
  state.trimNext = false;
  if (kept !== '') state.segments.push({ kind: 'text', text: kept });
}

function skipComment(state: State): void {
  const end = state.source.indexOf('#}', state.offset + 2);
  if (end < 0) throw new TemplateSyntaxError("this comment is never closed: '#}' is missing", state.offset);
  state.trimNext = state.source.charAt(end - 1) === '-' && end - 1 >= state.offset + 2;
  state.offset = end + 2;
}

function readRaw(state: State, raw: RegExpExecArray): void {
  const start = state.offset + raw[0].length;
  END_RAW.lastIndex = start;
  const end = END_RAW.exec(state.source);
  if (!end) throw new TemplateSyntaxError("this raw block is never closed: '{% endraw %}' is missing", state.offset);
  state.trimNext = raw[2] === '-';
  addText(state, state.source.slice(start, end.index), end[1] === '-');
  state.trimNext = end[2] === '-';
  state.offset = end.index + end[0].length;
}

function readTag(state: State, isExpression: boolean, hasModifier: boolean): void {
  const start = state.offset;
  const body = tagTokens(state.source, start + (hasModifier ? 3 : 2), isExpression ? '}}' : '%}');
  state.segments.push({
    kind: isExpression ? 'expression' : 'statement',
    ...placeFrom(state, start),
    offset: start,
    source: state.source.slice(start, body.end),
    tokens: body.tokens,
  });
  state.trimNext = body.trimRight;
  state.offset = body.end;
}

function placeFrom(state: State, offset: number): { line: number; column: number } {
  while (state.lineEnd < offset) {
    state.line += 1;
    state.lineStart = state.lineEnd + 1;
    state.lineEnd = endOfLine(state.source, state.lineStart);
  }
  return { line: state.line, column: offset - state.lineStart + 1 };
}

function endOfLine(source: string, start: number): number {
  const end = source.indexOf('\n', start);
  return end < 0 ? source.length : end;
}
