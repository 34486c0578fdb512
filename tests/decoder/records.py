"""Invented records for the decoder's tests: few, so that an edit of the site's data changes no expectation."""

CODES = {
    "250": {"title": "Done", "standing": "standard"},
    "421": {"title": "Not now", "standing": "standard", "causes": ["server-error", "rate-limited"]},
    "550": {"title": "No", "standing": "standard", "causes": ["recipient-unknown", "policy"]},
    "x.1.1": {"title": "No such mailbox", "classes": ["4", "5"], "causes": ["recipient-unknown"]},
    "x.2.2": {"title": "Full", "classes": ["4", "5"], "causes": ["mailbox-full"]},
    "x.4.1": {"title": "No answer", "classes": ["4"], "causes": ["connection-failed"]},
    "x.4.6": {"title": "Loop", "classes": ["4", "5"], "causes": ["mail-loop"]},
    "x.7.1": {"title": "Rule", "classes": ["4", "5"], "causes": ["policy", "spam-content"]},
    "5.7.606": {"title": "Banned", "causes": ["sender-reputation"], "covers": "5.7.608"},
    "x.9.9": {"moved_to": "x.7.1"},
}
CAUSES = {
    "recipient-unknown": {
        "phrases": [
            "user unknown",
            "unknown user",
            "no such user",
            "no mailbox here by that name",
            "does not exist",
            "recipient unknown",
            "not listed in domino directory",
            "recipient name is not recognized",
            "user * not found",
            "recipient * not found",
        ],
        "weak_phrases": ["not found"],
    },
    "mailbox-full": {
        "phrases": ["mailbox is full", "mailbox full", "over quota", "postfach ist voll", "メールボックスが一杯"]
    },
    "domain-not-found": {
        "phrases": ["host or domain name not found", "no mx found for domain", "domain does not exist"]
    },
    "connection-failed": {"phrases": ["connection timed out", "write error"]},
    "mail-loop": {"phrases": ["mail forwarding loop"]},
    "expired": {"phrases": ["retry timeout exceeded", "has been in the queue too long", "message expired"]},
    "greylisted": {"phrases": ["greylisted"], "weak_phrases": ["try again later"]},
    "sender-reputation": {"phrases": ["blocked using"]},
    "spam-content": {"phrases": ["likely unsolicited mail"]},
    "sender-authentication": {"phrases": ["spf check failed"]},
    "login": {"phrases": ["authentication failed"]},
    "relay-denied": {"phrases": ["relaying denied"]},
    "server-error": {"phrases": ["insufficient system storage"], "weak_phrases": ["service unavailable"]},
}
PROVIDERS = {
    "google": {
        "name": "Google",
        "signs": ["- gsmtp"],
        "mx": ["*.l.google.com"],
        "responses": [
            {
                "id": "5-1-1-account-that-does",
                "reply": "550",
                "enhanced": "5.1.1",
                "cause": "recipient-unknown",
                "text": "The email account that you tried to reach does not exist. Please try <anything>",
            },
            {
                "id": "blocked",
                "reply": "550",
                "enhanced": "5.7.26",
                "cause": "sender-authentication",
                "match": "blocked because the sender is unauthenticated",
            },
            {"id": "welcome", "reply": "220", "text": "mx.google.com ESMTP ready"},
            {"id": "short", "cause": "policy", "text": "Rejected", "no_match": "too short"},
        ],
    },
}
_REPLIES = ["250", "421", "450", "451", "452", "517", "535", "550", "551", "552", "554", "420"]
_ENHANCED = ["4.1.1", "5.1.1", "5.1.2", "4.2.2", "5.2.2", "4.4.1", "4.7.1", "5.7.1", "5.7.26"]
ADDRESSES = [
    "",
    "codes/",
    "causes/mailbox-full/",
    *(f"{code}/" for code in _REPLIES + _ENHANCED),
    *(
        f"{reply}/{code}/"
        for reply in ("421", "450", "550", "551", "554")
        for code in _ENHANCED
        if reply[0] == code[0] and (reply, code) != ("554", "5.1.2")
    ),
    "552/5.2.2/",
    "101/",
    "4.9.0/",
]
