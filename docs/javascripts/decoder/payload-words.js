/**
 * The words of sending services' webhooks. Names of fields are in lower case; names of events without their prefix
 * (`email.`, `activity.`, `message.`) and without marks between words.
 */

/** Fields that hold what the refusing server said, the most telling first. */
export const ANSWER_FIELDS = [
  "diagnosticcode",
  "diagnostic_code",
  "diag",
  "raw_reason",
  "smtp-response",
  "smtpresponse",
  "smtp_response",
  "mta_response",
  "smtp_reply",
  "response",
  "email_response_message",
  "output",
  "details",
  "message",
  "comment",
  "reason",
  "error",
  "error_message",
  "bounce_description",
  "readable_reason",
  "statusmessage",
  "diagnostic_message",
  "destination_response",
  "failure_message",
  "email_error",
  "description",
  "detail",
  "content",
];

/** Fields that hold a reply code. */
export const CODE_FIELDS = [
  "responsecode",
  "response_code",
  "error_code",
  "smtp_code",
  "smtpcode",
  "code",
  "email_response_code",
  "status_code",
  "statuscode",
];

/** Fields that may hold an enhanced code. */
export const STATUS_FIELDS = [
  "status",
  "enhanced-code",
  "enhanced_code",
  "enhancedcode",
  "dsn",
  "smtp_code_ex",
  "enhancedstatuscode",
];

/** Fields that name who failed. */
export const RECIPIENT_FIELDS = [
  "emailaddress",
  "email_address",
  "recipient",
  "rcpt_to",
  "email_to",
  "bounced_recipient",
  "email",
  "rcpt",
  "to",
  "address",
  "recipients",
  "destination",
  "raw_rcpt_to",
];

/** Objects about the mail itself: who failed may stand there. */
export const MAIL_FIELDS = [
  "original_message",
  "message",
  "mail",
  "msg",
  "email",
  "recipient",
  "envelope",
  "headers",
  "data",
];

/** Fields that say what happened. */
export const EVENT_FIELDS = [
  "event",
  "eventtype",
  "event_type",
  "notificationtype",
  "type",
  "recordtype",
  "bouncetype",
  "bounce_type",
  "severity",
  "msys_event",
  "state",
  "status",
  "metric",
];

/** Objects that the sender's own program filled: nothing in them is the service's word. */
export const OWN_FIELDS = new Set([
  "custom_variables",
  "custom_args",
  "customargs",
  "unique_args",
  "user-variables",
  "user_variables",
  "metadata",
  "meta",
  "rcpt_meta",
  "rcpt_subs",
  "tags",
  "rcpt_tags",
  "categories",
  "custom_fields",
  "customid",
  "payload_custom",
  "merge_vars",
  "headers",
  "commonheaders",
  "flags",
  "template",
  "campaigns",
  "enhanced_code",
]);

/** Fields of a program's own HTTP log: a number beside them is HTTP's. */
export const HTTP_FIELDS = ["method", "path", "remote_addr", "user_agent", "request_uri", "http_status"];

/** It arrived, or was taken to be sent. */
export const ARRIVALS = new Set([
  "delivery",
  "delivered",
  "deliverysuccess",
  "send",
  "sent",
  "processed",
  "accepted",
  "request",
  "injection",
  "queued",
  "success",
  "reception",
  "routing",
  "relaydelivery",
  "relayinjection",
]);

/** Somebody complained, or wants no more. */
export const COMPLAINTS = new Set([
  "complaint",
  "complained",
  "spam",
  "spamcomplaint",
  "spamcomplaints",
  "spamreport",
  "spamreported",
  "feedback",
  "feedbackloop",
  "fbl",
  "abuse",
  "abusereport",
  "unsub",
  "unsubscribe",
  "unsubscribed",
  "listunsubscribe",
  "listunsub",
  "linkunsubscribe",
  "groupunsubscribe",
]);

/** Something else that is no failure. */
export const OTHERS = new Set([
  "open",
  "opened",
  "openedunique",
  "uniqueopened",
  "initialopen",
  "proxyopen",
  "uniqueproxyopen",
  "loadedbyproxy",
  "ampopen",
  "ampclick",
  "click",
  "clicked",
  "clickedunique",
  "linkclicked",
  "rendering",
  "subscriptionchange",
  "subscribe",
  "subscription",
  "groupresubscribe",
  "inbound",
  "inboundmessage",
  "received",
  "relaymessage",
  "held",
  "stored",
  "scheduled",
  "engaged",
  "view",
  "mailboxopened",
  "profile",
  "upemail",
  "whitelist",
  "blacklist",
  "subscriptionconfirmation",
  "unsubscribeconfirmation",
]);

/** So begin events about other things than one mail. */
export const OTHER_BEGINNINGS =
  /^(?:contact|domaindns|domaincreat|domainupdat|domaindelet|senderidentity|list(?:addi|remov)|survey|template|suppressioncr)/;

/** Fields of a mail that came in: who wrote it, and what. */
export const AUTHOR_FIELDS = ["from", "sender", "mail_from", "from_email", "friendly_from"];
export const BODY_FIELDS = [
  "text",
  "html",
  "textbody",
  "htmlbody",
  "plain",
  "plain_body",
  "body-plain",
  "rawtextbody",
  "raw_msg",
  "text-part",
  "html-part",
];

/** It still waits and is tried again. */
export const DELAYS = new Set([
  "deferred",
  "deferral",
  "delay",
  "delayed",
  "deliverydelay",
  "deliverydelayed",
  "softfail",
  "tempfail",
  "temporaryfail",
  "failuretmp",
  "retry",
]);

/** Given up, but for a reason that may pass. */
export const SOFT_BOUNCES = new Set(["softbounce", "softbounced", "soft", "transient", "temporary", "deferredbounce"]);

/** Refused for good. */
export const HARD_BOUNCES = new Set([
  "hardbounce",
  "hardbounced",
  "hardfail",
  "hard",
  "permanent",
  "permanentfail",
  "permanentfailure",
  "failureperm",
  "invalidemail",
]);

/** It failed; whether for good, other fields say. */
export const FAILURES = new Set([
  "bounce",
  "bounced",
  "failed",
  "failure",
  "deliveryfailed",
  "notdelivered",
  "deliveryfailure",
  "undelivered",
  "undeliverable",
  "dropped",
  "cleaned",
  "blocked",
  "reject",
  "rejected",
  "error",
  "invalid",
  "outofband",
  "policyrejection",
  "generationfailure",
  "suppressed",
  "suppression",
  "suspension",
  "suspended",
]);
