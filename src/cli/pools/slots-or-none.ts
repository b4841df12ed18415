import { wholeNumber } from '../arguments.js';

/** `none` lifts the limit. */
export const slotsOrNone = (text: string): number | null => (text === 'none' ? null : wholeNumber(0)(text));
