export { appendEvents, appendFirstEvents, appendPart, chainEvents, emptyStream, eventRows } from './append.js';
export type { ChainedEvents, StreamHead } from './append.js';
export { appendToStream } from './streams.js';
export { eventHash } from './event-hash.js';
export { sequenceEvents } from './sequencer.js';
export { startSequencer } from './sequencer-loop.js';
export type { SequencerLoop } from './sequencer-loop.js';
export { Notifier } from './notify.js';
export type { Channel } from './notify.js';
