"""An extension of Sphinx: the role :smtp:`550 5.7.1` is a link, the directive smtp-card shows the card."""

import re

from docutils import nodes
from docutils.parsers.rst import Directive

SITE = "https://kb.example.com"
CODE = re.compile(r"(?=[2-5])(?:[2-5]\d\d)?(?:^|[ /]|$)(?:[245]\.\d{1,3}\.\d{1,3})?$")


def role(name, rawtext, text, lineno, inliner, options=None, content=None):
    if not CODE.match(text):
        return [nodes.literal(text, text)], []  # no code: what was typed stays
    return [nodes.reference(rawtext, text, refuri=f"{SITE}/{text.replace(' ', '/')}")], []


class Card(Directive):
    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        code = self.arguments[0]
        if not CODE.match(code):
            return [nodes.paragraph(code, code)]
        address = f"{SITE}/embed/{code.replace(' ', '/')}/"
        frame = (
            f'<iframe src="{address}" title="What {code} means" width="100%" height="360" '
            'style="border:0" loading="lazy"></iframe>'
        )
        return [nodes.raw("", frame, format="html")]


def setup(app):
    app.add_role("smtp", role)
    app.add_directive("smtp-card", Card)
    return {"parallel_read_safe": True}
