import type { Question } from '../../src/domain/approvals/index.js';
import type { Json, JsonObject } from '../../src/domain/json.js';

/** What people are asked, once a try; asking again with something else changes nothing. */
export interface ApprovalAsk extends Question {
  subject: string;
  /** Markdown. */
  body: string | null;
  /** Names or ids of principals, or permissions; none: whoever may run DAGs. */
  assignees: string[];
  /** Time that people have (ms); null: the task's `timeout`. */
  deadlineMs: number | null;
  /** What holds when nobody has answered by then; null: the task fails. */
  defaults: string[] | null;
}

export interface ApprovalAnswer {
  chosen: string[];
  params: JsonObject;
  /** Null where the default holds. */
  respondedBy: { id: string; name: string } | null;
  /** RFC 3339. */
  respondedAt: string;
  note: string | null;
}

/** until: ms since the epoch. soft: the task is skipped rather than failed (`softFail`). */
export type ApprovalState =
  | { kind: 'pending'; until: number }
  | { kind: 'answered'; answer: ApprovalAnswer }
  | { kind: 'expired'; soft: boolean };

/** open: `sent` says whether the outgoing request was marked as sent. */
export type CallbackState =
  { kind: 'open'; url: string; sent: boolean } | { kind: 'success'; value: Json } | { kind: 'failed'; error: string };

/** Waits that something from outside ends. */
export interface Waits {
  /** Asks people where this try has not, and says what became of it. */
  approval(ask: ApprovalAsk): Promise<ApprovalState>;
  /** The one callback of this try, and what became of it. Its url holds a secret, which the log masks. */
  callback(): Promise<CallbackState>;
  /** The other system has the url: it is not sent again. */
  callbackSent(): Promise<void>;
}
