/** Keeps the last lines of a stream, for the message of a failure. */
export interface LastLines {
  add(line: string): void;
  text(): string;
}

export function lastLines(count = 5, longest = 400): LastLines {
  const kept: string[] = [];
  return {
    add: (line) => {
      if (line.trim() === '') return;
      kept.push(line.length > longest ? `${line.slice(0, longest)} …` : line);
      if (kept.length > count) kept.shift();
    },
    text: () => kept.join('\n'),
  };
}
