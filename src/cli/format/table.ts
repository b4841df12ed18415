import { displayWidth, fitWidth } from './display-width.js';
import { plainLine } from './plain-text.js';

/** A cell's text, and how to paint it once it has its width. */
export interface Painted {
  readonly text: string;
  paint(text: string): string;
}
export type Cell = string | Painted;

const GAP = '  ';
const NARROWEST = 6;

/**
 * Lines of a table without borders, columns as wide as their widest cell.
 * @param width columns of the terminal; the widest columns are cut until a line fits. null: never cut (a pipe, a file)
 */
export function drawTable(
  head: readonly Cell[],
  rows: readonly (readonly Cell[])[],
  width: number | null = null,
): string[] {
  const lines = [head, ...rows].map((cells) => cells.map(toPainted));
  const natural = head.map((_, column) => Math.max(...lines.map((cells) => displayWidth(cells[column]?.text ?? ''))));
  const widths = width === null ? natural : shrunk(natural, width - GAP.length * (head.length - 1));
  return lines.map((cells) => drawLine(cells, widths));
}

const toPainted = (cell: Cell): Painted =>
  typeof cell === 'string'
    ? { text: plainLine(cell), paint: (text) => text }
    : { text: plainLine(cell.text), paint: cell.paint };

/** Takes from the widest column first, down to a width in which something can still be read. */
function shrunk(natural: readonly number[], available: number): number[] {
  const widths = [...natural];
  for (let over = sum(widths) - available; over > 0; over -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= NARROWEST) break;
    widths[widest] = width - 1;
  }
  return widths;
}

function drawLine(cells: readonly Painted[], widths: readonly number[]): string {
  const last = cells.findLastIndex((cell) => cell.text !== '');
  return cells
    .slice(0, last + 1)
    .map((cell, column) => {
      const text = fitWidth(cell.text, widths[column] ?? 0);
      const padding = column === last ? '' : ' '.repeat((widths[column] ?? 0) - displayWidth(text));
      return cell.paint(text) + padding;
    })
    .join(GAP);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
