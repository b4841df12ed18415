/** A fenced block of a Markdown file, as far as a test may do something with it. `line` counts from 1 and is that of the fence. */
export type Block =
  | { kind: 'commands'; line: number; text: string; notRun: string | null }
  | { kind: 'output'; line: number; text: string }
  | { kind: 'file'; line: number; text: string; path: string };

const FENCE = /^```(\w*)$/;
const NOT_RUN = /^<!-- not run: (.+) -->$/;
const FILE_NAME = /^(?:#|\/\/) (\S+\.\w+)$/;

/**
 * Blocks marked `sh` are commands, `text` is what the commands before print, and any other block whose first line is a comment with a file's name is that file.
 * @throws for a fence that never ends
 */
export function readBlocks(markdown: string): Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const language = FENCE.exec(lines[at] ?? '')?.[1];
    if (language === undefined) continue;
    const end = lines.indexOf('```', at + 1);
    if (end < 0) throw new Error(`the block of line ${at + 1} has no end`);
    const block = blockOf(language, lines.slice(at + 1, end), at + 1, NOT_RUN.exec(lines[at - 1] ?? '')?.[1] ?? null);
    if (block !== null) blocks.push(block);
    at = end;
  }
  return blocks;
}

function blockOf(language: string, lines: string[], line: number, notRun: string | null): Block | null {
  const text = lines.join('\n');
  if (language === 'sh') return { kind: 'commands', line, text, notRun };
  if (language === 'text') return { kind: 'output', line, text };
  const path = FILE_NAME.exec(lines[0] ?? '')?.[1];
  return path === undefined ? null : { kind: 'file', line, text: `${text}\n`, path };
}
