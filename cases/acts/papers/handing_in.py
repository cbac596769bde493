"""Files that come with an act: out of the tray of its page into the file of the case."""

from __future__ import annotations

from uuid import UUID

from cases.materials import trays
from cases.procedure import Deed
from cases.proceeding import Proceeding


def take_files(
    p: Proceeding, deed: Deed, party: int, *, is_late: bool = False, kind: str = ""
) -> bool:
    """Whether there were any. The log holds their ids and digests, and nothing of the tray.

    ``kind``: what all of them are, whatever their headings say. Raises Refusal, naming the first
    file that is not ready.
    """
    tray = deed.data.get("files")
    deed.facts.pop("files", None)
    if not tray or deed.by.user_id is None:
        return False
    papers = trays.adopt(
        UUID(str(tray)), case=p.case, party_no=party, received_at=p.came_at, seq=p.seq,
        owner_id=deed.by.user_id, is_late=is_late, kind=kind,
    )  # fmt: skip
    if papers:
        deed.facts["documents"] = trays.facts(papers)
        p.brings(*papers)
    return bool(papers)
