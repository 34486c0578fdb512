"""Material's search worker with one fault of lunr 2.3.9 mended.

Lunr joins words that end alike into one tree. It takes two nodes for the same when `toString` gives the same for both,
and that runs edges and numbers of nodes together: an edge "0" to node 516 reads as an edge "0" to node 5 followed by an
edge "1" to node 6. With many words that hold digits, as here, the tree then holds words that no page has, and whoever
types their first letters finds nothing at all (https://github.com/olivernn/lunr.js/issues/503).
"""

from __future__ import annotations

_JOINS = "e=e+s+o.id}return e}"
_PARTS = 'e=e+s+o.id+","}return e}'


class UnknownWorker(Exception):
    """The worker is not the one that this was written for; the message says what to look at."""


def mended(script: str) -> str:
    """In: the worker as Material ships it. Out: the same with a sign between the nodes.

    Raises UnknownWorker where the place is not found once.
    """
    if script.count(_JOINS) != 1:
        raise UnknownWorker(
            "Material's search worker has changed: look whether lunr's TokenSet.toString still runs the numbers of "
            "nodes together, then mend or drop hooks/mkdocs_side/search_worker.py"
        )
    return script.replace(_JOINS, _PARTS)
