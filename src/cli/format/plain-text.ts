/* What comes from tasks and people may hold control sequences that move the cursor or rename the terminal. */
const CONTROL = /\p{Cc}+/gu;
const SEQUENCE =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -~])|\u009b[0-?]*[ -/]*[@-~]/g;
const COLOUR = /^\u001b\[[0-9;:]*m$/;

/** One line without control characters, for cells and messages. */
export const plainLine = (text: string): string => text.replace(SEQUENCE, '').replace(CONTROL, ' ');

/** A log line for a terminal: colours stay, every other control sequence goes; tabs stay. */
export const safeLogLine = (text: string): string =>
  text
    .replace(SEQUENCE, (sequence) => (COLOUR.test(sequence) ? sequence : ''))
    .split(/(\u001b\[[0-9;:]*m)/)
    .map((part) => (COLOUR.test(part) ? part : part.replace(/[^\P{Cc}\t]/gu, '')))
    .join('');
