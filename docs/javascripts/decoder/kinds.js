/** What kind of text it is: a failure, a warning that it still waits, or no bounce at all. Words of many languages. */

import { Normal, PhraseBook } from "./phrases.js";

const lower = (text) => text.toLowerCase();
const any = (text, words) => words.some((word) => text.includes(word));

/** Subjects of automatic answers by people's mailboxes. */
const AWAY_SUBJECTS = [
  "automatic reply",
  "auto reply",
  "autoreply",
  "auto-reply",
  "auto response",
  "autoresponse",
  "auto-response",
  "out of office",
  "out of the office",
  "out-of-office",
  "ooo:",
  "on vacation",
  "on leave",
  "away from",
  "i am away",
  "away until",
  "automatische antwort",
  "abwesenheit",
  "abwesend",
  "réponse automatique",
  "absence du bureau",
  "respuesta automática",
  "fuera de la oficina",
  "resposta automática",
  "fora do escritório",
  "risposta automatica",
  "fuori sede",
  "automatisch antwoord",
  "afwezig",
  "automatyczna odpowiedź",
  "автоматический ответ",
  "автоответ",
  "自動返信",
  "自動応答",
  "自动回复",
  "自動回覆",
  "자동 응답",
  "automatiskt svar",
  "automatisk svar",
  "autosvar",
  "otomatik yanıt",
];

/** Subjects of receipts and of reports on authentication: they start so. */
const RECEIPT_SUBJECTS = [
  "read:",
  "not read:",
  "delivered:",
  "relayed:",
  "expanded:",
  "gelesen:",
  "ungelesen:",
  "zugestellt:",
  "lu:",
  "lu :",
  "remis :",
  "leído:",
  "entregado:",
  "lida:",
  "lido:",
  "letto:",
  "gelezen:",
  "прочтено:",
  "開封済み:",
  "已读:",
  "report domain:",
  "disposition notification",
  "return receipt",
];

/** What says that a message arrived. */
const ARRIVED_WORDS = [
  "has been delivered",
  "successfully delivered",
  "was delivered to",
  "was successfully relayed",
  "has been relayed",
  "mail delivery report that you requested",
  "wurde zugestellt",
  "a été remis",
  "ha sido entregado",
  "foi entregue",
  "è stato recapitato",
];

/** What such answers say. */
const AWAY_WORDS = [
  "out of the office",
  "out of office",
  "out-of-office",
  "i am on vacation",
  "i'm on vacation",
  "currently on vacation",
  "i am away",
  "i'm away",
  "currently away",
  "on annual leave",
  "on maternity leave",
  "will respond when i return",
  "upon my return",
  "this is an automatic reply",
  "this is an automated reply",
  "this is an auto-reply",
  "automatic response",
  "vacation message",
  "nicht im büro",
  "nicht im haus",
  "bin im urlaub",
  "automatische antwort",
  "abwesenheitsnotiz",
  "absent du bureau",
  "je suis absent",
  "en congé",
  "fuera de la oficina",
  "estoy de vacaciones",
  "fora do escritório",
  "estou de férias",
  "fuori ufficio",
  "sono in ferie",
  "niet aanwezig",
  "op vakantie",
  "poza biurem",
  "na urlopie",
  "в отпуске",
  "вне офиса",
  "不在にしております",
  "休暇",
  "自動返信",
  "自动回复",
  "休假",
];

/** Challenges: the mail waits until its sender proves to be a person. */
const CHALLENGES = [
  "confirm that you sent",
  "confirm your message",
  "please confirm your email",
  "requires confirmation",
  "click the link below to deliver",
  "verify that you are human",
  "verify you are a human",
  "sender verification",
  "to be delivered, please",
  "please confirm that this message",
  "challenge/response",
  "challenge-response",
  "boxbe",
  "spamarrest",
  "spam arrest",
  "tmda",
  "confirm by replying",
  "request confirmation",
  "approved senders list",
  "added to my list of approved",
  "your message is waiting",
  "authenticate your email",
  "one-time confirmation",
];

/** Senders that only programs use. */
export function fromDaemon(sender) {
  return (
    any(lower(sender), [
      "mailer-daemon",
      "mailer_daemon",
      "maildaemon",
      "mail delivery",
      "postmaster",
      "mail.delivery.system",
      "mailerdaemon",
      "mdaemon@",
      "delivery subsystem",
      "system administrator",
      "mail administrator",
      "<>",
      "bounce@",
      "amazonses",
      "content-filter",
    ]) || sender.trim() === "<>"
  );
}

const FAILURE_SUBJECTS = [
  "undeliver",
  "nondeliver",
  "non deliver",
  "mail error",
  "error notice",
  "delivery fail",
  "failure notice",
  "delivery status",
  "returned mail",
  "mail delivery",
  "delivery notification",
  "could not be delivered",
  "not delivered",
  "non remis",
  "unzustellbar",
  "nicht zugestellt",
  "no se pudo entregar",
  "no entregado",
  "não entregue",
  "mancata consegna",
  "недоставленное",
  "не доставлено",
  "配信",
  "退信",
  "failure",
  "failed mail",
  "non-delivery",
  "nondelivery",
  "delayed",
  "warning",
  "returned to sender",
  "bounce",
  "rejected",
  "user unknown",
  "loop alert",
];

/** @param {string} subject */
export const failureSubject = (subject) => any(lower(subject), FAILURE_SUBJECTS);

const DELAY_WORDS = [
  "this is a warning message only",
  "this is a warning only",
  "you do not need to resend",
  "do not need to re-send",
  "has been delayed",
  "is delayed for more than",
  "message is delayed",
  "delivery is delayed",
  "still being retried",
  "has not yet been delivered",
  "will keep trying",
  "delivery attempts will continue",
  "will continue trying",
  "will continue to try",
  "warning: could not send message",
  "message still undelivered",
  "it will be retried until",
  "temporary failure report",
  "message will be retried",
  "delivery status notification (delay",
  "delivery delayed",
  "delayed mail",
  "has been enqueued and undeliverable",
  "delivery incomplete",
  "temporary problem delivering",
  "zustellung verzögert",
  "verzögert sich",
  "wird weiterhin versucht",
  "remise retardée",
  "a été retardé",
  "entrega retrasada",
  "se ha retrasado",
  "entrega atrasada",
  "consegna ritardata",
  "доставка отложена",
  "задерживается",
  "配信が遅延",
  "遅延しています",
  "延迟",
  "投递延迟",
];

const GIVEN_UP = [
  "will be deleted from queue",
  "giving up",
  "given up",
  "could not be delivered for",
  "delivery expired",
  "message expired",
  "returned to sender",
  "final delivery failure",
  "i'm not going to try again",
  "permanent error",
  "permanent failure",
  "failed permanently",
];

const FAILURE_WORDS = [
  "undeliver",
  "nondeliver",
  "is not found",
  "was not found",
  "transcript of session",
  "not be delivered",
  "couldn't be delivered",
  "could not deliver",
  "wasn't delivered",
  "was not delivered",
  "not delivered",
  "unable to deliver",
  "delivery failed",
  "delivery has failed",
  "delivery failure",
  "delivery to the following",
  "did not reach",
  "could not be reached",
  "following address",
  "message could not be sent",
  "failed permanently",
  "permanent error",
  "permanent fatal errors",
  "delivery problems",
  "delivery errors",
  "no such user",
  "user unknown",
  "unknown user",
  "returned mail",
  "mail delivery",
  "message not accepted",
  "message was not accepted",
  "was automatically rejected",
  "couldn't send",
  "failed to send",
  "error delivering",
  "no valid recipients",
  "could not be sent",
  "an error while",
  "encountered an error",
  "no longer valid",
  "did not exactly match",
  "nicht zugestellt",
  "unzustellbar",
  "konnte nicht",
  "n'a pas pu être",
  "n'existe pas",
  "non remis",
  "pas été remis",
  "no pudo ser entregado",
  "no se pudo entregar",
  "no se ha podido entregar",
  "não pôde ser entregue",
  "nao pode ser",
  "non è stato possibile",
  "impossibile recapitare",
  "niet worden bezorgd",
  "nie można dostarczyć",
  "nie został dostarczon",
  "не может быть доставлено",
  "не доставлено",
  "не удалось доставить",
  "送信できません",
  "配信できません",
  "届けることができません",
  "送信エラー",
  "无法发送",
  "无法投递",
  "退信",
  "投递失败",
  "失败",
  "無法",
  "rejected your message",
  "not accepted",
  "not recognized",
  "content rejected",
  "considered unsolicited",
  "not a member",
  "are not member",
  "not allowed to post",
  "loop alert",
  "may not exist",
  "cannot be delivered",
  "can't be delivered",
];

/** @type {PhraseBook<"arrived" | "away" | "challenge" | "delay" | "over" | "failure">} */
const BOOK = new PhraseBook();
for (const words of ARRIVED_WORDS) BOOK.add(`*${words}*`, "arrived");
for (const words of AWAY_WORDS) BOOK.add(`*${words}*`, "away");
for (const words of CHALLENGES) BOOK.add(`*${words}*`, "challenge");
for (const words of DELAY_WORDS) BOOK.add(`*${words}*`, "delay");
for (const words of GIVEN_UP) BOOK.add(`*${words}*`, "over");
for (const words of FAILURE_WORDS) BOOK.add(`*${words}*`, "failure");

/**
 * What a text speaks of: a challenge, a delay, that it is over, a failure.
 * @param {string} text the start of what a report says of itself
 * @returns {Set<string>}
 */
export function topics(text) {
  return new Set(BOOK.find(new Normal(text)).map((hit) => hit.data));
}

/** A receipt that says one of these is a refusal all the same. */
export const RECEIPT_WITH_FAILURE = /quota|reject|fail|not deliver|refus/;

const FEEDBACK_SUBJECTS = ["complaint about message from", "email feedback report", "abuse report", "spam report"];
const AUTOMATIC_HEADERS = ["x-autoreply", "x-autorespond", "x-auto-response-suppress", "x-mail-autoreply"];

/**
 * What else than a bounce is this mail? Asked only where no failed recipient was found in a report.
 * @param {import("./mail.js").Part} mail
 * @param {(name: string) => string} head reads a header
 * @param {Set<string>} spoken topics of the report's own text
 * @returns {import("./answers.js").What} null: nothing says that it is something else
 */
export function noBounceKind(mail, head, spoken) {
  const subject = lower(head("subject"));
  const failure = failureSubject(subject);
  if (any(subject, FEEDBACK_SUBJECTS) && !failure) return "feedback";
  if (head("feedback-type") || mail.params.get("report-type") === "feedback-report") return "feedback";
  if (RECEIPT_SUBJECTS.some((start) => subject.startsWith(start))) return "confirmation";
  if (spoken.has("arrived") && !spoken.has("failure") && !spoken.has("delay")) return "confirmation";
  if (spoken.has("challenge") || any(subject, CHALLENGES)) return "auto-reply";
  const listed = mail.headers.has("x-failed-recipients");
  if (any(subject, AWAY_SUBJECTS)) return listed ? null : "auto-reply";
  if (fromDaemon(head("from")) || listed || spoken.has("failure")) return null;
  return spoken.has("away") || (isAutomatic(mail, head) && !failure) ? "auto-reply" : null;
}

/** A program sent it (RFC 3834). @param {import("./mail.js").Part} mail @param {(name: string) => string} head */
function isAutomatic(mail, head) {
  return (
    /auto-(replied|generated|notified)/.test(lower(head("auto-submitted"))) ||
    AUTOMATIC_HEADERS.some((name) => mail.headers.has(name)) ||
    any(lower(head("precedence")), ["auto_reply", "auto-reply"])
  );
}
