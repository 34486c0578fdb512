/**
 * What follows from a failure: did it arrive, is it tried again, whose job is it, what now. The same five rules as in
 * the site's `model/verdict.py`, for pasted texts; a test holds both against each other. No DOM, no network.
 */

/** @typedef {import("./decode.js").Failure} Failure */
/** @typedef {{ value: string, by?: string | null, until?: string | null }} Retried */
/** @typedef {{ value: string, sentence: string }} Advice */
/**
 * @typedef {{
 *   outcome: string, retried: Retried, whose_job: string, trouble_with: string, advice: Advice, suppress: string
 * }} Facts what a page says of its code
 */
/**
 * @typedef {{
 *   title: string, summary: string, verdict: Facts, cause?: string | null, situation?: string | null, foreign?: boolean
 * }} Page
 */
/**
 * @typedef {Omit<Page, "verdict" | "foreign"> & {
 *   verdict: number, advice: Advice
 * }} PageRow a page as answers.json holds it
 */
/**
 * @typedef {{
 *   advice: string, sentence: string, suppress: string, whose_job?: string
 * }} Course what a cause means where it is temporary or permanent
 */
/**
 * @typedef {{
 *   title: string, summary: string, usually?: string, whose_job: string, trouble_with: string, sender?: string[],
 *   tell?: string, temporary: Course, permanent: Course
 * }} CauseFields
 */
/**
 * @typedef {CauseFields & {
 *   url?: string, when_submitted?: string, when_reported?: string, when_provider?: Record<string, string>,
 *   situations?: Record<string, Partial<CauseFields> & { title: string }>
 * }} Cause
 */
/**
 * @typedef {{ name: string, email?: string, phone?: string, hours?: string, url?: string, roles: string[] }} Contact
 */
/**
 * @typedef {{
 *   stations: string[], stop: Record<string, number>, signs: Record<string, string>,
 *   fix: Record<string, [number, string] | null>, tries: number[], later: [number, ...string[]][],
 *   says: Record<string, string>
 * }} PictureTable how far a mail got, as a drawing
 */

/**
 * The words that are the same in every answer.
 * @typedef {object} Words
 * @property {Record<string, string>} arrived
 * @property {Record<string, Record<string, string>>} courses
 * @property {Record<string, string>} fixers
 * @property {Record<string, string>} jobs
 * @property {Record<string, string[]>} outcomes word and sign
 * @property {PictureTable} picture
 * @property {Record<string, string>} questions
 * @property {Record<string, string>} retried
 * @property {string} retried_by
 * @property {string} retried_until
 * @property {Record<string, string>} roles
 * @property {Record<string, string>} suppress
 * @property {Record<string, string>} troubles
 */

/**
 * api/v1/answers.json
 * @typedef {object} Answers
 * @property {Omit<Facts, "advice">[]} verdicts what several pages share, by number
 * @property {Record<string, PageRow>} codes
 * @property {Record<string, Partial<PageRow>>} [pairs] only what differs from the enhanced code's page
 * @property {[first: string, last: string][]} ranges the narrower first
 * @property {Record<string, Cause>} causes
 * @property {Record<string, Partial<Facts>>} [responses]
 * @property {Record<string, string>} providers
 * @property {{ causes: string[], providers: Record<string, string> }} delisting
 * @property {Record<string, { until: string, hosts: string[] }>} [retry]
 * @property {{
 *   organisation?: string | null, contacts?: Contact[],
 *   notes?: Record<"codes" | "pairs" | "causes", Record<string, string>>
 * }} [local]
 * @property {Words} words
 */

/** @typedef {{ cause: string | null, situation: string | null, better: boolean, fields: CauseFields }} Why */

/**
 * @typedef {object} Verdict
 * @property {string} outcome
 * @property {{ value: string, by: string | null, until: string | null }} retried
 * @property {string} whose_job
 * @property {string} trouble_with
 * @property {{ value: string, sentence: string }} advice
 * @property {string} suppress
 * @property {string} summary
 * @property {string | null} cause what decides: the text's cause, or that of the page of its code
 * @property {string | null} situation
 */

/**
 * @param {Failure} failure one of decode()'s failures
 * @param {Answers} answers api/v1/answers.json
 * @returns {Verdict}
 */
export function verdictOf(failure, answers) {
  const page = pageOf(failure, answers);
  const own = answers.responses?.[failure.response ?? ""] ?? null;
  const why = whyOf(failure, page, own, answers);
  const words = whatTheTextSays(failure);
  // rule 2: the page's own verdict, unless the text knows better or the course of events is another one
  const asPage = page && !page.foreign && !why.better && (!words || words.retried === page.verdict.retried.value);
  const facts = asPage
    ? page.verdict
    : { ...byCause(failure, words, why, page, answers), ...(own && !words ? own : without(own, COURSE)) };
  const known = words && own?.retried?.value === words.retried ? own.retried : null; // who tries again, and until when
  const [outcome, retried] = words
    ? [words.outcome, known ?? tried(words.retried, answers)]
    : [facts.outcome, facts.retried];
  return {
    outcome,
    retried: { by: null, until: null, ...retried, ...ownEnd(failure, retried, answers) },
    whose_job: facts.whose_job,
    trouble_with: facts.trouble_with,
    advice: facts.advice,
    suppress: facts.suppress,
    summary: why.better || !page ? why.fields.summary : page.summary,
    cause: why.cause,
    situation: why.situation,
  };
}

/**
 * The end that the reporting system sets itself, where its host's name tells which it is (data/retry.yml).
 * @param {Failure} failure
 * @param {Retried} retried
 * @param {Answers} answers
 */
function ownEnd(failure, retried, answers) {
  const host = failure.reported_by ?? "";
  const queue = Object.values(answers.retry ?? {}).find(({ hosts }) => hosts.some((end) => host.endsWith(end)));
  return queue && retried.until === answers.words.retried_until ? { until: queue.until } : {};
}

const COURSE = ["outcome", "retried"];
/** @param {Partial<Facts> | null} facts @param {string[]} names @returns {Partial<Facts>} */
const without = (facts, names) =>
  Object.fromEntries(Object.entries(facts ?? {}).filter(([name]) => !names.includes(name)));

/**
 * The page of the pair, of the enhanced code, of the reply code; `foreign`: its class is not the one that decides.
 * @param {Failure} failure
 * @param {Answers} answers
 * @returns {Page | null}
 */
function pageOf(failure, answers) {
  const { reply, enhanced } = failure;
  const code = answers.codes[enhanced ?? ""] ?? answers.codes[covering(enhanced, answers.ranges)];
  const pair = answers.pairs?.[`${reply} ${enhanced}`];
  if (pair && code) return whole({ ...code, ...pair }, answers);
  // RFC 5321 section 4.3.2: the reply's first digit decides
  if (code && reply && enhanced && reply[0] !== enhanced[0]) {
    const same = reply[0] + enhanced.slice(1); // the same code in the class that decides
    const near = reply[0] === "4" || !code.cause ? answers.codes[same] : null;
    if (near) return whole({ ...near, ...answers.pairs?.[`${reply} ${same}`] }, answers);
    return { ...whole(code, answers), foreign: true };
  }
  const row = code ?? answers.codes[reply ?? ""];
  return row ? whole(row, answers) : null;
}

/** @param {PageRow} row @param {Answers} answers @returns {Page} */
const whole = (row, answers) => ({ ...row, verdict: { ...answers.verdicts[row.verdict], advice: row.advice } });

/**
 * `5.7.610` is told on the page of 5.7.606.
 * @param {string | null} code
 * @param {[string, string][]} ranges the narrower first
 */
function covering(code, ranges) {
  const at = (code ?? "").lastIndexOf(".") + 1;
  if (!at || !code) return "";
  const detail = Number(code.slice(at));
  const found = (ranges ?? []).find(
    ([first, last]) =>
      first.slice(0, at) === code.slice(0, at) && Number(first.slice(at)) <= detail && detail <= Number(last.slice(at)),
  );
  return found ? found[0] : "";
}

/**
 * Why, and whether the text itself says it better than the page of its code.
 * @param {Failure} failure
 * @param {Page | null} page
 * @param {Partial<Facts> | null} own
 * @param {Answers} answers
 * @returns {Why}
 */
function whyOf(failure, page, own, answers) {
  const said = failure.cause_said || (!page && failure.cause);
  const decides = page && !said && !own && !failure.situation ? page : failure;
  let cause = decides.cause ?? failure.cause;
  const record = answers.causes[cause ?? ""];
  const placed = situationByPlace(record, failure);
  let situation = placed ?? decides.situation ?? null;
  if (!record) cause = situation = null;
  const better = Boolean(own || failure.situation || placed || (said && cause !== (page?.cause ?? null)));
  return { cause, situation, better, fields: fieldsOf(cause ?? "unclassified", situation, answers) };
}

/**
 * The same words mean another thing in a mail program's dialogue than in a report.
 * @param {Cause | undefined} record
 * @param {Failure} failure
 */
function situationByPlace(record, failure) {
  if (failure.situation) {
    // a provider that answers everybody else: the trouble is on this side
    const unreached = failure.provider && !failure.reply;
    return (unreached && record?.when_provider?.[failure.situation]) || null;
  }
  if (failure.submission) return record?.when_submitted ?? null;
  return (reported(failure) && record?.when_reported) || null;
}

/** One server tells of another: a report, a queue, or a line that names who refused. */
const reported = (/** @type {Failure} */ failure) =>
  Boolean(failure.reported_by || failure.refused_by || failure.gave_up || failure.still_tried);

/**
 * A cause with a situation's fields laid over: a situation holds only what differs.
 * @param {string} cause
 * @param {string | null} situation
 * @param {Answers} answers
 * @returns {CauseFields}
 */
function fieldsOf(cause, situation, answers) {
  const record = answers.causes[cause];
  /** @type {Partial<CauseFields>} */
  const own = record.situations?.[situation ?? ""] ?? {};
  return {
    ...record,
    ...own,
    temporary: { ...record.temporary, ...own.temporary },
    permanent: { ...record.permanent, ...own.permanent },
  };
}

/** Rule 1: what the text says of its own course comes before the class of its code. @param {Failure} failure */
function whatTheTextSays(failure) {
  if (failure.still_tried) return { outcome: "delayed", retried: "yes" };
  if (failure.gave_up) return { outcome: "gave-up", retried: "no" };
  if (failure.submission && failure.permanent === false) return { outcome: "gave-up", retried: "no" };
  return null;
}

/** @param {string} value @param {Answers} answers @returns {Retried} */
const tried = (value, answers) =>
  value === "yes" ? { value, by: answers.words.retried_by, until: answers.words.retried_until } : { value };

/**
 * The facts out of cause and class.
 * @param {Failure} failure @param {{ retried: string } | null} words @param {Why} why @param {Page | null} page
 * @param {Answers} answers @returns {Facts}
 */
function byCause(failure, words, why, page, answers) {
  let permanent = words ? words.retried === "no" : failure.permanent;
  if (permanent === null || permanent === undefined) {
    if (page && !page.foreign) return page.verdict;
    if (failure.reply || failure.enhanced) return saysNothing(failure);
    permanent = why.fields.usually !== "temporary"; // words without a code
  }
  // a page without a main cause says itself what to do, where that can still help
  if (!why.cause && page && !page.foreign && !(permanent && page.verdict.advice.value === "wait"))
    return { ...page.verdict, ...courseOf(permanent, null, answers) };
  const kind = why.fields[permanent ? "permanent" : "temporary"];
  return {
    ...courseOf(permanent, why.cause, answers),
    whose_job: kind.whose_job ?? why.fields.whose_job,
    trouble_with: why.fields.trouble_with,
    advice: { value: kind.advice, sentence: kind.sentence },
    suppress: kind.suppress,
  };
}

/** @param {boolean} permanent @param {string | null} cause @param {Answers} answers */
function courseOf(permanent, cause, answers) {
  if (cause === "not-a-bounce") return { outcome: "no-effect", retried: tried("no", answers) };
  if (!permanent) return { outcome: "delayed", retried: tried("yes", answers) };
  return { outcome: cause === "expired" ? "gave-up" : "refused", retried: tried("no", answers) };
}

/** A success or a step of the dialogue that has no page. @param {Failure} failure @returns {Facts} */
function saysNothing(failure) {
  const good = (failure.reply ?? failure.enhanced ?? "")[0] === "2";
  return {
    outcome: good ? "accepted" : "no-effect",
    retried: { value: "no" },
    whose_job: "nobody",
    trouble_with: "nothing",
    advice: { value: "none", sentence: "Nothing to do: this is no failure." },
    suppress: "no",
  };
}
