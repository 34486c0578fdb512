"""The fixed words of the site and how they read; every list that two modules need stands here, once."""

from __future__ import annotations

import json
from pathlib import Path

# The buttons of the steps, in one line.
ROLE_BUTTONS: dict[str, str] = {
    "sender": "Sender",
    "sending-admin": "Sender’s admin",
    "recipient": "Recipient",
    "receiving-admin": "Recipient’s admin",
    "developer": "Developer",
}

ROLES: dict[str, str] = {
    "sender": "You sent the mail",
    "sending-admin": "You run the sending server",
    "recipient": "You were to get the mail",
    "receiving-admin": "You run the receiving server",
    "developer": "You write software that sends",
}

# Outcome: the word on the card, and the character that goes with it where only text can stand (drawn: signs.py).
OUTCOMES: dict[str, tuple[str, str]] = {
    "accepted": ("Accepted", "✓"),
    "continue": ("Not an error", "→"),
    "no-effect": ("Says nothing about a message", "○"),
    "delayed": ("Delayed, not lost", "◷"),
    "refused": ("Refused", "✕"),
    "gave-up": ("Given up", "✕"),
    "depends": ("Read its words", "?"),
}

# The quiet line below the outcome: delivered or not, for good or not, tried again or not (by ``retried``).
COURSES: dict[str, dict[str, str]] = {
    "accepted": {"no": "Taken by the server · nothing to try again"},
    "continue": {"no": "The dialogue goes on · no message is refused by it"},
    "no-effect": {"no": "No message is accepted or refused by it"},
    "delayed": {
        "yes": "Not delivered yet · temporary · tried again by itself for 1 to 5 days",
        "no": "Not delivered yet · temporary · not tried again by itself",
        "depends": "Not delivered yet · temporary",
    },
    "refused": {
        "no": "Not delivered · permanent · not tried again",
        "yes": "Not delivered · tried again by itself",
        "depends": "Not delivered · permanent",
    },
    "gave-up": {
        "no": "Not delivered · tries used up · not tried again",
        "depends": "Not delivered · tries used up",
    },
    "depends": {"no": "The number alone does not say it", "depends": "The number alone does not say it"},
}

ARRIVED: dict[str, str] = {
    "accepted": "Yes, the server took it",
    "continue": "Not decided yet, the dialogue goes on",
    "no-effect": "It does not say",
    "delayed": "Not yet",
    "refused": "No",
    "gave-up": "No",
    "depends": "It depends",
}

RETRIED: dict[str, str] = {"yes": "Yes", "no": "No", "depends": "It depends"}

JOBS: dict[str, str] = {
    "nobody": "Nobody’s: there is nothing to do",
    "sender": "The sender’s",
    "sending-admin": "The admin’s of the sending server",
    "recipient": "The recipient’s",
    "receiving-admin": "The admin’s of the receiving server",
    "developer": "The developer’s of the sending program",
    "depends": "It depends on the cause",
}

# Who can fix it, on the card, said to the sender, who reads it first. Nobody and "it depends" stay out.
FIXERS: dict[str, str] = {
    "sender": "You, the sender",
    "sending-admin": "Your mail admin",
    "recipient": "The recipient",
    "receiving-admin": "Their mail admin",
    "developer": "The program’s developer",
}

TROUBLES: dict[str, str] = {
    "nothing": "Nothing",
    "address": "The address",
    "mailbox": "The recipient’s mailbox",
    "message": "The message itself",
    "rule": "A rule on the receiving side",
    "sender-trust": "Trust in the sender",
    "login": "The sender’s login",
    "connection": "The connection",
    "receiving-server": "The receiving server",
    "sending-server": "The sending server",
    "command": "What the sending program said",
    "depends": "It depends on the cause",
}

ADVICE: dict[str, str] = {
    "none": "Nothing to do",
    "wait": "Wait",
    "fix-address": "Correct the address",
    "fix-and-resend": "Correct it and send again",
    "check-settings": "Check the settings",
    "ask-recipient": "Ask the recipient",
    "ask-your-admin": "Ask your admin",
    "ask-their-admin": "Ask their admin",
    "do-not-resend": "Do not send again",
    "depends": "Read its words",
}

SUPPRESS: dict[str, str] = {
    "yes": "Yes, stop sending to this address",
    "no": "No, keep the address",
    "after-repeats": "Only when it keeps happening",
    "depends": "It depends on the cause",
}

STANDINGS: dict[str, tuple[str, str]] = {
    "standard": ("Standard", "An RFC defines it."),
    "registered": ("Registered only", "It stands in the registry; no RFC defines it as a reply of its own."),
    "obsolete": ("Obsolete", "An RFC keeps it for historical purposes only."),
    "nonstandard": ("Non-standard", "It has real senders, but no RFC defines it."),
    "folklore": ("Folklore", "It is found in lists on the web only; no server was found that sends it."),
    "not-smtp": ("Not SMTP", "It is no SMTP code at all."),
}

CLASSES: dict[str, tuple[str, str]] = {
    "1": ("not used in SMTP", "SMTP has no replies that start with 1."),
    "2": ("success", "The server did what it was asked."),
    "3": ("go on", "The server waits for the rest."),
    "4": ("temporary failure", "Not now; the sending server tries again."),
    "5": ("permanent failure", "No; the same try fails again."),
}

# RFC 5321 section 4.2.1: the second digit of a reply code.
REPLY_SUBJECTS: dict[str, str] = {
    "0": "syntax of the command",
    "1": "information",
    "2": "the connection",
    "3": "logging in (not set by RFC 5321; used so by RFC 4954)",
    "4": "not set by RFC 5321",
    "5": "the mail system",
}

# RFC 3463 section 2: the subject of an enhanced code.
SUBJECTS: dict[str, tuple[str, str]] = {
    "0": ("Other or undefined", "nothing more is known than the class"),
    "1": ("Addressing", "the address of the sender or of a recipient"),
    "2": ("Mailbox", "the recipient’s mailbox"),
    "3": ("Mail system", "the receiving mail system"),
    "4": ("Network and routing", "the network or the way to the recipient"),
    "5": ("Mail delivery protocol", "the SMTP dialogue between the servers"),
    "6": ("Message content or media", "what is inside the message"),
    "7": ("Security or policy", "a rule, a login or a proof of identity"),
}

PROVIDER_KINDS: dict[str, str] = {
    "mailbox-provider": "Mailbox providers",
    "mta": "Mail server software",
    "filter": "Filters",
    "sending-service": "Sending services",
    "blocklist": "Block lists",
    "forwarder": "Forwarding services",
    "hoster": "Hosting companies",
    "client": "Mail programs",
}

EVIDENCE: dict[str, str] = {
    "documented": "documented by the operator",
    "observed": "seen in a bounce",
    "source-code": "read in the source code",
}

PAGE_KINDS: dict[str, str] = {
    "postmaster": "Postmaster page",
    "help": "Help page",
    "delisting": "Delisting form",
    "contact": "Contact form",
    "rules": "Rules for senders",
}

# Every cause of the vocabulary, in the order of the overview; the last two have no page. The list stands where schemas
# and editors read it too: a new cause is one word there and one record in data/causes/.
WORDS = Path(__file__).parents[3] / "data" / "schema" / "words.schema.json"
CAUSES: tuple[str, ...] = tuple(json.loads(WORDS.read_text(encoding="utf-8"))["$defs"]["cause"]["enum"])
CAUSES_WITHOUT_PAGE = frozenset({"not-a-bounce", "unclassified"})

# Prose pages that a record may link to as [[page:not-mine]], and how the link reads.
PROSE_PAGES: dict[str, str] = {
    "codes": "all codes",
    "folklore": "codes that do not exist",
    "collisions": "collisions",
    "delisting": "how to get off a list",
    "changes": "what changed",
    "not-mine": "I never sent this",
    "questions": "questions with every bounce",
    "decode": "the decoder",
    "link": "links for bounces",
    "embedding": "embedding",
    "api": "the data",
    "developers": "for developers",
    "own-copy": "your own copy",
    "about": "about this site",
    "providers": "who says it",
    "causes": "causes",
    "glossary": "the glossary",
}

OWN_SPEAKER = "local"  # the overlay's own: stands first wherever somebody says something
# Causes for which getting off a list can be the next step.
BLOCKING: tuple[str, ...] = ("sender-reputation", "policy", "rate-limited")

# What a list holds, and how one gets off it: the word, and what it means for the reader.
LISTED: dict[str, tuple[str, str]] = {
    "ip": ("IP address", "The address of the sending server is listed."),
    "domain": (
        "Domain",
        "A domain in the mail is listed: the sender’s, or one in a link. Another server changes nothing.",
    ),
    "policy": (
        "Policy",
        "Addresses of homes and other ranges that should not deliver mail by themselves. It is no accusation.",
    ),
    "account": ("Own account", "No list: the sender’s own account with the service."),
}
WAYS_OFF: dict[str, str] = {
    "form": "Form",
    "mail": "Mail",
    "link": "Link in the refusal",
    "elsewhere": "Ask somebody else",
    "by-itself": "Ends by itself",
    "recipient": "The recipient’s side",
    "own-host": "Your own host or provider",
    "own-account": "Your own account",
    "none-known": "None known",
    "ended": "History",
}

HISTORIC_AFTER_YEARS = 2  # a response whose source is older reads "as of 2021"
SECTION_OF_MORE = 3  # a speaker with fewer responses is a section of /providers/more/
