import type { Json, JsonObject } from '../../json.js';
import type { Path } from '../../schema-problems.js';
import { MAX_DEPTH, type SourceProblem } from './limits.js';
import type { SourceEntry, SourceNode } from './source-map.js';

export interface ParsedText {
  value: Json;
  root: SourceNode;
  /** Keys that stand twice in one object. */
  duplicates: { path: Path; offset: number }[];
}

interface Reader {
  text: string;
  at: number;
  path: (string | number)[];
  duplicates: ParsedText['duplicates'];
}
type Read = { value: Json; node: SourceNode };

/** A refusal on its way out of the recursion; never leaves this file. */
const stop = (problem: SourceProblem): never => {
  throw problem;
};
const syntax = (reader: Reader, expected: string): never => {
  const found = reader.at < reader.text.length ? JSON.stringify(reader.text[reader.at]) : 'the end of the text';
  return stop({ code: 'SYNTAX', offset: reader.at, message: `invalid JSON: expected ${expected}, found ${found}` });
};

/** Strict JSON (RFC 8259) with the place of each value. Of duplicate keys the last wins, as with JSON.parse, and each is told. */
export function parseJson(text: string): ParsedText | SourceProblem {
  const reader: Reader = { text, at: 0, path: [], duplicates: [] };
  try {
    const { value, node } = readValue(reader);
    skipBlanks(reader);
    if (reader.at < text.length) syntax(reader, 'the end of the text');
    return { value, root: node, duplicates: reader.duplicates };
  } catch (problem) {
    if (typeof (problem as SourceProblem).offset !== 'number') throw problem;
    return problem as SourceProblem;
  }
}

function skipBlanks(reader: Reader): void {
  for (
    let c = reader.text[reader.at];
    c === ' ' || c === '\n' || c === '\r' || c === '\t';
    c = reader.text[reader.at]
  ) {
    reader.at += 1;
  }
}

function readValue(reader: Reader): Read {
  skipBlanks(reader);
  const offset = reader.at;
  const first = reader.text[offset];
  if (first === '{' || first === '[') {
    if (reader.path.length >= MAX_DEPTH) {
      stop({ code: 'TOO_LARGE', offset, message: `nested deeper than ${MAX_DEPTH} levels` });
    }
    return first === '{' ? readObject(reader) : readArray(reader);
  }
  return { value: first === '"' ? readString(reader) : readWord(reader), node: { offset } };
}

function readObject(reader: Reader): Read {
  const entries = new Map<string, SourceEntry>();
  const pairs: [string, Json][] = [];
  const node = { offset: reader.at, entries };
  readList(reader, '}', () => {
    const keyOffset = reader.at;
    if (reader.text[keyOffset] !== '"') syntax(reader, 'a key in double quotes');
    const key = readString(reader);
    if (entries.has(key)) reader.duplicates.push({ path: [...reader.path, key], offset: keyOffset });
    skipBlanks(reader);
    expect(reader, ':');
    const read = within(reader, key, readValue);
    entries.set(key, { keyOffset, node: read.node });
    pairs.push([key, read.value]);
  });
  return { value: Object.fromEntries(pairs) as JsonObject, node };
}

function readArray(reader: Reader): Read {
  const value: Json[] = [];
  const items: SourceNode[] = [];
  const node = { offset: reader.at, items };
  readList(reader, ']', () => {
    const read = within(reader, items.length, readValue);
    value.push(read.value);
    items.push(read.node);
  });
  return { value, node };
}

/** From the opening to the closing bracket; `member` reads one member, the reader standing at its first character. */
function readList(reader: Reader, close: string, member: () => void): void {
  reader.at += 1;
  skipBlanks(reader);
  if (reader.text[reader.at] === close) {
    reader.at += 1;
    return;
  }
  for (;;) {
    skipBlanks(reader);
    member();
    skipBlanks(reader);
    if (reader.text[reader.at] === close) break;
    expect(reader, ',', `"," or "${close}"`);
  }
  reader.at += 1;
}

function within(reader: Reader, key: string | number, read: (reader: Reader) => Read): Read {
  reader.path.push(key);
  const result = read(reader);
  reader.path.pop();
  return result;
}

function expect(reader: Reader, character: string, expected = `"${character}"`): void {
  if (reader.text[reader.at] !== character) syntax(reader, expected);
  reader.at += 1;
}

function readString(reader: Reader): string {
  const start = reader.at;
  let end = start + 1;
  for (let c = reader.text[end]; c !== '"'; c = reader.text[end]) {
    reader.at = end;
    if (c === undefined || c < ' ') syntax(reader, 'the end of the string, control characters escaped');
    end += c === '\\' ? 2 : 1;
  }
  reader.at = end + 1;
  try {
    return JSON.parse(reader.text.slice(start, end + 1)) as string;
  } catch {
    reader.at = start;
    return syntax(reader, 'a string with valid escapes');
  }
}

const WORDS: Readonly<Record<string, Json>> = { true: true, false: false, null: null };
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const WORD = /[A-Za-z0-9+\-.]+/y;

function readWord(reader: Reader): Json {
  WORD.lastIndex = reader.at;
  const word = WORD.exec(reader.text)?.[0] ?? '';
  if (Object.hasOwn(WORDS, word)) {
    reader.at += word.length;
    return WORDS[word] ?? null;
  }
  if (!NUMBER.test(word)) return syntax(reader, 'a value');
  reader.at += word.length;
  return Number(word);
}
