/** Types of the decoder that the site serves, for `import { explain } from "…/javascripts/decoder/index.js"`. */

export type Kind = "bounce" | "delay-notice" | "reply" | "log" | "not-a-bounce" | "unknown";
export type What = "auto-reply" | "feedback" | "confirmation" | "mail";
export type Outcome = "accepted" | "continue" | "no-effect" | "delayed" | "refused" | "gave-up" | "depends";
export type Job = "nobody" | "sender" | "sending-admin" | "recipient" | "receiving-admin" | "developer" | "depends";
export type Suppress = "yes" | "no" | "after-repeats" | "depends";
export type Trouble =
  | "nothing"
  | "address"
  | "mailbox"
  | "message"
  | "rule"
  | "sender-trust"
  | "login"
  | "connection"
  | "receiving-server"
  | "sending-server"
  | "command"
  | "depends";
export type Advice =
  | "none"
  | "wait"
  | "fix-address"
  | "fix-and-resend"
  | "check-settings"
  | "ask-recipient"
  | "ask-your-admin"
  | "ask-their-admin"
  | "do-not-resend"
  | "depends";

export interface Evidence {
  start: number;
  end: number;
  says: string;
}

/** One failed recipient; null where the text does not say. */
export interface Failure {
  reply: string | null;
  enhanced: string | null;
  permanent: boolean | null;
  /** Over with a temporary code: the sending side has stopped trying. */
  gave_up: boolean;
  /** Out of a mail program or a library: no queue holds it. */
  submission: boolean;
  /** The text says that a queue still holds it. */
  still_tried: boolean;
  cause: string | null;
  /** Words of the text say the cause, not only its codes. */
  cause_said: boolean;
  situation: string | null;
  provider: string | null;
  /** Nothing but the wording names the provider: known for it, it need not have written it. */
  by_wording: boolean;
  response: string | null;
  recipient: string | null;
  /** Where it was sent in the end, when that differs. */
  final_recipient: string | null;
  refused_by: string | null;
  reported_by: string | null;
  /** How long the sending server goes on trying, as the text has it. */
  until: string | null;
  /** When it was last tried or reported, as the text has it. */
  time: string | null;
  /** Relative to the site's root. */
  url: string | null;
  /** The one line that matters. */
  line: string | null;
  evidence: Evidence[];
}

export interface Verdict {
  outcome: Outcome;
  retried: { value: "yes" | "no" | "depends"; by: string | null; until: string | null };
  whose_job: Job;
  trouble_with: Trouble;
  advice: { value: Advice; sentence: string };
  suppress: Suppress;
  summary: string;
  cause: string | null;
  situation: string | null;
}

export interface Answer {
  kind: Kind;
  what: What | null;
  failures: Failure[];
}

export interface Explained {
  kind: Kind;
  what: What | null;
  failures: (Failure & { verdict: Verdict })[];
}

/** In: a pasted text, and api/v1/decoder.json. */
export function decode(text: string, rules: object): Answer;
/** In: one of `decode`'s failures, and api/v1/answers.json. */
export function verdictOf(failure: Failure, answers: object): Verdict;
/** Both at once. */
export function explain(text: string, rules: object, answers: object): Explained;
