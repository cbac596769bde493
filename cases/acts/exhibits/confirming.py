"""Confirming an exhibit: each party, and the bench, says that what is shown is the exhibit.

The word is bound to the SHA-256 of the file that was shown. Another file is another exhibit: it
has its own page, and nothing that was said of this one holds for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from cases import procedure
from cases.acts.exhibits import speaking
from cases.law.exhibits import LONGEST_WORDS
from cases.law.refusals import Refusal
from cases.models import Document, ExhibitWord
from cases.models.fields import keyed_digest
from cases.proceeding import Actor


@dataclass(frozen=True)
class Said:
    """A word on an exhibit: of which party (nobody: the bench), on which file, and what."""

    party_no: int | None
    sha256: str
    agrees: bool
    words: str = ""


def say(case_id: int, document_id: int, by: Actor, said: Said) -> bool:
    """Keep it, with an entry; the same word said again changes nothing and answers False.

    Raises NotThere, NotAllowed, and Refusal: for another file than the one shown, for an
    objection without words, for words that are too long.
    """
    words = said.words.strip()
    if not said.agrees and not words:
        raise Refusal("exhibit_why")
    if len(words) > LONGEST_WORDS:
        raise Refusal("too_long", most=LONGEST_WORDS)
    with procedure.held(case_id, by) as p:
        paper = speaking.check(p, document_id, by, said.party_no)
        assert paper.blob is not None
        if paper.blob.sha256 != said.sha256:
            raise Refusal("exhibit_another")
        last = last_words([paper]).get((paper.pk, said.party_no))
        if last is not None and (last.agrees, last.words) == (said.agrees, words):
            return False
        ExhibitWord.objects.create(
            document=paper, sha256=said.sha256, party_no=said.party_no, agrees=said.agrees,
            words=words, by_id=by.person, at=p.at, seq=p.seq,
        )  # fmt: skip
        facts = {
            "document": paper.pk, "file": said.sha256, "party": said.party_no,
            "agrees": said.agrees, "words": keyed_digest(words) if words else "",
        }  # fmt: skip
        procedure.record(p, "confirm_exhibit", by, facts, on_behalf_of=said.party_no)
        speaking.tell(p, "confirm_exhibit", said.party_no)
        procedure.finish([p])
    return True


def last_words(papers: list[Document]) -> dict[tuple[int, int | None], ExhibitWord]:
    """By exhibit and party (nobody: the bench) the word that counts."""
    found = ExhibitWord.objects.filter(document__in=papers).order_by("id")
    return {(one.document_id, one.party_no): one for one in found}
