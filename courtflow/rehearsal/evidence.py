"""What demo cases hold as evidence: papers, a long statement of account and a model, all made up,
put and answered online, so that there is something to read and to turn."""

from __future__ import annotations

import io
import json
import math
import struct
from contextlib import suppress

from django.db import transaction
from pypdf import PdfReader

from cases.acts.evidence import putting
from cases.law.acts import Act
from cases.law.refusals import Refusal
from cases.materials import storing
from cases.materials.judging import judge
from cases.models import EvidenceItem, Party, Upload
from cases.writing import press
from cases.writing.blocks import Block, Line, Table
from courtflow.rehearsal.stage import CurtainFalls, Stage

ACCEPTED = {"authenticity": "accepted", "legality": "accepted", "relevance": "accepted"}
IN_TIME = ("complaint_service", "answer_period", "evidence_period")
"""Where nothing comes late yet."""
ENTRIES = 420
"""Lines of the made-up account: some fifteen pages."""


def hands_in(s: Stage, act: Act) -> None:
    """Told before every act: once the complaint is being served, both sides put their evidence."""
    if s.place in IN_TIME and not EvidenceItem.objects.filter(case_id=s.case_id).exists():
        with suppress(Refusal, CurtainFalls), transaction.atomic():
            _hand_in(s)


def exchanged(s: Stage) -> None:
    """Both sides agree to exchange it online, and one has answered. A case in which that is not
    possible stands without."""
    with suppress(Refusal, CurtainFalls), transaction.atomic():
        _exchange(s)


def _nos(s: Stage) -> dict[str, int]:
    """The first party of each side."""
    first = Party.objects.filter(case_id=s.case_id, left_on=None).order_by("-no")
    return dict(first.values_list("side", "no"))


def _hand_in(s: Stage) -> None:
    nos, tell = _nos(s), s.tell
    s.tell = None
    _put(s, "plaintiff", nos["plaintiff"], [
        ("演示借条", "documentary", "证明双方约定", "被告出具", "pdf", _note()),
        ("演示账户流水", "electronic", "证明款项往来", "银行打印", "pdf", _account()),
        ("演示样品（三维模型）", "physical", "证明样品形状", "原告扫描", "glb", ring()),
    ])  # fmt: skip
    _put(s, "defendant", nos["defendant"], [
        ("演示收条", "documentary", "证明已付部分款项", "原告出具", "pdf", _receipt()),
    ])  # fmt: skip
    s.tell = tell


def _exchange(s: Stage) -> None:
    nos = _nos(s)
    items = EvidenceItem.objects.filter(case_id=s.case_id, side="plaintiff").order_by("no")
    mine = list(items.values_list("pk", flat=True))
    s.act("propose_exchange", by="clerk")
    for side in ("plaintiff", "defendant"):
        s.act("agree_exchange", by=side, party=nos[side], manner="async")
    s.act("open_exchange", by="judge", way="async", days=10)
    s.act("answer_evidence", by="defendant", party=nos["defendant"], items=mine[:1], **ACCEPTED)
    s.act("answer_evidence", by="defendant", party=nos["defendant"], items=mine[1:2],
          said="演示意见：第3页的款项与本案无关。",
          **(ACCEPTED | {"relevance": "disputed"}))  # fmt: skip
    s.act("speak_on_evidence", by="defendant", party=nos["defendant"], item=mine[1],
          spoken="question", said="演示提问：该笔款项的用途是什么？")  # fmt: skip


Told = tuple[str, str, str, str, str, bytes]
"""Title, kind, purpose, source; kind of the file, and its bytes."""


def _put(s: Stage, side: str, party: int, told: list[Told]) -> None:
    """Put these items with their files."""
    user = s.cast.party(side).person
    rows = [
        {"title": title, "kind": kind, "purpose": purpose, "source": source, "original": "original"}
        for title, kind, purpose, source, _file, _bytes in told
    ]
    items = putting.add(s.case_id, party, side, user, rows)
    for item, (title, *_said, kind, data) in zip(items, told, strict=True):
        facts = judge(io.BytesIO(data)).facts if kind == "glb" else None
        blob = storing.keep_bytes(data, kind, facts)
        Upload.objects.create(
            owner_id=user, tray=putting.tray(user, item), name=f"{title}.{kind}", size=len(data),
            received=len(data), state="ready", blob=blob, heading="model" if kind == "glb" else "",
            pages=len(PdfReader(io.BytesIO(data)).pages) if kind == "pdf" else None,
        )  # fmt: skip
    s.act("put_evidence", by=side, party=party)


# -- the files ------------------------------------------------------------------------------------


def _paper(*blocks: Block) -> bytes:
    return press.pdf(list(blocks), sample=True)


def _note() -> bytes:
    return _paper(
        Line("title", "借条"),
        Line("paragraph", "今借到演示原告人民币壹拾万元整（100,000元），借期六个月。"),
        Line("paragraph", "本借条为演示材料，内容均为虚构。"),
        Line("sign", "借款人：演示被告"),
    )


def _receipt() -> bytes:
    return _paper(
        Line("title", "收条"),
        Line("paragraph", "今收到演示被告归还的人民币贰万元整（20,000元）。"),
        Line("paragraph", "本收条为演示材料，内容均为虚构。"),
    )


def _account() -> bytes:
    rows = tuple(
        (str(n), f"2025-{1 + n // 36:02}-{1 + n % 28:02}", ("转账", "消费", "代发工资")[n % 3],
         f"{(n * 137) % 9000 + 12:,}.00", f"演示摘要{n}")
        for n in range(1, ENTRIES + 1)
    )  # fmt: skip
    return _paper(
        Line("title", "账户交易明细（演示，内容虚构）"),
        Table(("序号", "日期", "类型", "金额（元）", "摘要"), rows),
    )


def ring(around: int = 48, across: int = 20) -> bytes:
    """A ring as glTF 2.0 in one file (GLB): positions, normals, and triangles over them."""
    points, normals = bytearray(), bytearray()
    for i in range(around):
        a = 2 * math.pi * i / around
        for j in range(across):
            b = 2 * math.pi * j / across
            normal = (math.cos(b) * math.cos(a), math.sin(b), math.cos(b) * math.sin(a))
            normals += struct.pack("<3f", *normal)
            points += struct.pack("<3f", math.cos(a) + 0.35 * normal[0], 0.35 * normal[1],
                                  math.sin(a) + 0.35 * normal[2])  # fmt: skip
    triangles = bytearray()
    for i in range(around):
        for j in range(across):
            here, right = i * across + j, (i + 1) % around * across + j
            up = i * across + (j + 1) % across
            both = (i + 1) % around * across + (j + 1) % across
            triangles += struct.pack("<6H", here, up, right, up, both, right)
    return _glb(bytes(points), bytes(normals), bytes(triangles), around * across)


def _glb(points: bytes, normals: bytes, triangles: bytes, count: int) -> bytes:
    body = points + normals + triangles
    views = [(0, len(points), 34962), (len(points), len(normals), 34962),
             (len(points) + len(normals), len(triangles), 34963)]  # fmt: skip
    reach = 1.35
    said = {
        "asset": {"version": "2.0", "generator": "courtflow demo"},
        "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
        "materials": [{"pbrMetallicRoughness": {"baseColorFactor": [0.25, 0.42, 0.62, 1.0]}}],
        "meshes": [{"primitives": [
            {"attributes": {"POSITION": 0, "NORMAL": 1}, "indices": 2, "material": 0}]}],
        "buffers": [{"byteLength": len(body)}],
        "bufferViews": [{"buffer": 0, "byteOffset": at, "byteLength": length, "target": target}
                        for at, length, target in views],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": count, "type": "VEC3",
             "min": [-reach, -0.35, -reach], "max": [reach, 0.35, reach]},
            {"bufferView": 1, "componentType": 5126, "count": count, "type": "VEC3"},
            {"bufferView": 2, "componentType": 5123, "count": len(triangles) // 2,
             "type": "SCALAR"},
        ],
    }  # fmt: skip
    text = json.dumps(said, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    body += b"\0" * (-len(body) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
    chunks += struct.pack("<II", len(body), 0x004E4942) + body
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks
