const MAX_TEXT = 10_000;
const MAX_PATTERN = 200;
/** A repeated group that itself repeats or chooses: what makes a backtracking match take for ever. */
const RUNAWAY = /\((?:[^()\\]|\\.)*[+*{|](?:[^()\\]|\\.)*\)[+*{]|\)\)[+*{]/;
const BEYOND_RE2 = /\\[1-9]|\(\?[=!<]/;

/** CEL's matches() with patterns that end in time; throws what the condition's message says. */
export function safeMatches(text: string, pattern: string): boolean {
  if (text.length > MAX_TEXT) throw new Error(`matches() takes texts of at most ${MAX_TEXT} characters`);
  if (pattern.length > MAX_PATTERN) throw new Error(`matches() takes patterns of at most ${MAX_PATTERN} characters`);
  if (RUNAWAY.test(pattern))
    throw new Error('the pattern of matches() repeats a group that repeats or chooses within; that may never end');
  if (BEYOND_RE2.test(pattern))
    throw new Error('the pattern of matches() has a back reference or looks around; CEL knows neither');
  return new RegExp(pattern, 'u').test(text);
}
