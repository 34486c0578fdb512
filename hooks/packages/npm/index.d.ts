/** The decoder with its rules and answers beside it. */

import type { Answer, Explained, Failure, Verdict } from "./decoder/index.js";
export type * from "./decoder/index.js";

export const rules: object;
export const answers: object;
export const site: string;
export function decode(text: string): Answer;
export function verdictOf(failure: Failure): Verdict;
export function explain(text: string): Explained;
