/**
 * What follows from a failure: did it arrive, is it tried again, whose job is it, what now. The same five rules as in
 * the site's `model/verdict.py`, for pasted texts; a test holds both against each other. No DOM, no network.
 */

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
 * @param {any} failure one of decode()'s failures
 * @param {any} answers api/v1/answers.json
 * @returns {Verdict}
 */
export function verdictOf(failure, answers) {
  const page = pageOf(failure, answers);
  const own = answers.responses?.[failure.response] ?? null;
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

/** The end that the reporting system sets itself, where its host's name tells which it is (data/retry.yml). */
function ownEnd(failure, retried, answers) {
  const host = failure.reported_by ?? "";
  const queue = Object.values(answers.retry ?? {}).find(({ hosts }) => hosts.some((end) => host.endsWith(end)));
  return queue && retried.until === answers.words.retried_until ? { until: queue.until } : {};
}

const COURSE = ["outcome", "retried"];
const without = (facts, names) =>
  Object.fromEntries(Object.entries(facts ?? {}).filter(([name]) => !names.includes(name)));

/** The page of the pair, of the enhanced code, of the reply code; `foreign`: its class is not the one that decides. */
function pageOf(failure, answers) {
  const { reply, enhanced } = failure;
  const code = answers.codes[enhanced] ?? answers.codes[covering(enhanced, answers.ranges)];
  const pair = answers.pairs?.[`${reply} ${enhanced}`];
  if (pair && code) return { ...code, ...pair };
  // RFC 5321 section 4.3.2: the reply's first digit decides
  if (code && reply && enhanced && reply[0] !== enhanced[0]) return { ...code, foreign: true };
  return code ?? answers.codes[reply] ?? null;
}

/** `5.7.610` is told on the page of 5.7.606. @param {string | null} code @param {[string, string][]} ranges the narrower first */
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

/** Why, and whether the text itself says it better than the page of its code. */
function whyOf(failure, page, own, answers) {
  const said = (failure.evidence ?? []).some((span) => span.says === "cause") || (!page && failure.cause);
  const decides = page && !said && !own && !failure.situation ? page : failure;
  let cause = decides.cause ?? failure.cause;
  const record = answers.causes[cause];
  const placed = failure.situation ? null : situationByPlace(record, failure);
  let situation = placed ?? decides.situation ?? null;
  if (!record) cause = situation = null;
  const better = Boolean(own || failure.situation || placed || (said && cause !== (page?.cause ?? null)));
  return { cause, situation, better, fields: fieldsOf(cause ?? "unclassified", situation, answers) };
}

/** The same words mean another thing in a mail program's dialogue than in a report. */
function situationByPlace(record, failure) {
  if (failure.submission) return record?.when_submitted ?? null;
  return (reported(failure) && record?.when_reported) || null;
}

/** One server tells of another: a report, a queue, or a line that names who refused. */
const reported = (failure) =>
  Boolean(failure.reported_by || failure.refused_by || failure.gave_up || failure.still_tried);

/** A cause with a situation's fields laid over: a situation holds only what differs. */
function fieldsOf(cause, situation, answers) {
  const record = answers.causes[cause];
  const own = record.situations?.[situation] ?? {};
  return {
    ...record,
    ...own,
    temporary: { ...record.temporary, ...own.temporary },
    permanent: { ...record.permanent, ...own.permanent },
  };
}

/** Rule 1: what the text says of its own course comes before the class of its code. */
function whatTheTextSays(failure) {
  if (failure.still_tried) return { outcome: "delayed", retried: "yes" };
  if (failure.gave_up) return { outcome: "gave-up", retried: "no" };
  if (failure.submission && failure.permanent === false) return { outcome: "gave-up", retried: "no" };
  return null;
}

const tried = (value, answers) =>
  value === "yes" ? { value, by: answers.words.retried_by, until: answers.words.retried_until } : { value };

/** The facts out of cause and class. @returns {any} */
function byCause(failure, words, why, page, answers) {
  let permanent = words ? words.retried === "no" : failure.permanent;
  if (permanent === null || permanent === undefined) {
    if (page && !page.foreign) return page.verdict;
    if (failure.reply || failure.enhanced || !why.cause) return saysNothing(failure);
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

function courseOf(permanent, cause, answers) {
  if (!permanent) return { outcome: "delayed", retried: tried("yes", answers) };
  return { outcome: cause === "expired" ? "gave-up" : "refused", retried: tried("no", answers) };
}

/** A success or a step of the dialogue that has no page. */
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
