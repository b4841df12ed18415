/** Names of what must hold in every state; what a mutant's counter-example is compared with. */
export type Law =
  | 'each event once'
  | 'one begin and one end'
  | 'first outcome wins'
  | 'nothing finished runs again'
  | 'one body at a time'
  | 'ended means no body'
  | 'a held run starts and ends nothing'
  | 'controls answered once, in order'
  | 'no control is lost'
  | 'a final turn settles all'
  | 'right end'
  | 'an old epoch performs nothing'
  | 'the projection is the fold'
  | 'no slot is held by nobody'
  | 'no slot is free while somebody waits'
  | 'no limit is passed'
  | 'every state can end';

/** A law is broken in a state or by a transition into it. */
export class Broken extends Error {
  constructor(
    readonly law: Law,
    detail: string,
  ) {
    super(`${law}: ${detail}`);
  }
}
