"""Take a picture of every kind of page: python tests/benchmarks/screenshots.py SITE_DIR [ONLY…]

Pictures go to screenshots/ (ignored): 320, 768 and 1440 px wide, light and dark, and without JavaScript at 320 px.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
from browser import browser, served

KINDS = {
    "home": "",
    "index": "codes/",
    "reply": "550/",
    "enhanced": "5.7.1/",
    "pair": "550/5.7.1/",
    "folklore-code": "447/",
    "delayed": "4.2.2/",
    "cause": "causes/mailbox-full/",
    "causes": "causes/",
    "provider": "providers/google/",
    "providers": "providers/",
    "more": "providers/more/",
    "collisions": "collisions/",
    "folklore": "folklore/",
    "decode": "decode/",
    "link": "link/",
    "embedding": "embedding/",
    "developers": "developers/",
    "api": "api/",
    "own-copy": "own-copy/",
    "not-mine": "not-mine/",
    "about": "about/",
    "glossary": "glossary/",
    "404": "no/such/page",
    "card": "embed/550/5.7.1/",
}


ANSWERS = {
    "answered": "550 5.1.1 The email account that you tried to reach does not exist. m13si1234567edd.12 - gsmtp",
    "several": """From: MAILER-DAEMON@mail.example.com (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com

Final-Recipient: rfc822; anna@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 <anna@example.org>: Recipient address rejected: User unknown

Final-Recipient: rfc822; bert@example.net
Action: failed
Status: 5.2.2
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; 552 5.2.2 <bert@example.net>: Mailbox full

--b--
""",
    "error": "Hello, nothing in here says anything at all.",
    "not-a-bounce": (
        "From: anna@example.org\nSubject: Automatic reply: Hello\nAuto-Submitted: auto-replied\n\nI am away until "
        "Monday.\n"
    ),
}
WAYS = (
    (320, "light", True),
    (320, "dark", True),
    (320, "light", False),
    (768, "light", True),
    (1440, "light", True),
    (1440, "dark", True),
)


def shoot(
    chromium: Any, address: str, target: Path, width: int, scheme: str, script: bool, paste: str | None = None
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=script
    )
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    if paste:
        page.fill("#paste-text", paste)
        page.click("#paste button[type=submit]")
        page.wait_for_selector("#answer > *")
    page.screenshot(path=target, full_page=paste is not None)
    context.close()


def main(site: Path, only: list[str]) -> None:
    out = Path("screenshots")
    out.mkdir(exist_ok=True)
    with served(site) as base, browser() as chromium:
        for name, path in KINDS.items():
            for width, scheme, script in WAYS if not only or name in only else ():
                shoot(
                    chromium,
                    base + path,
                    out / f"{name}-{width}-{scheme}{'' if script else '-noscript'}.png",
                    width,
                    scheme,
                    script,
                )
        for name, paste in ANSWERS.items():
            for width, scheme, script in WAYS if not only or name in only else ():
                if script:
                    shoot(chromium, base + "decode/", out / f"{name}-{width}-{scheme}.png", width, scheme, True, paste)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
