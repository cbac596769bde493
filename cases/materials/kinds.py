"""What kinds of files a case takes. A file is what its content is, whatever its name says."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: its words, its type on the wire, and how large it may be."""

    code: str
    zh: str
    en: str
    media: str
    ending: str
    largest: int
    endings: tuple[str, ...] = ()
    """Other endings that a name of this kind may keep."""
    shown: bool = False
    """Whether a browser may show it inside its sandbox; everything else is only downloaded."""


TABLE = (
    Kind("pdf", "PDF 文档", "PDF", "application/pdf", ".pdf", 200 * MB, shown=True),
    Kind("jpeg", "JPEG 图片", "JPEG picture", "image/jpeg", ".jpg", 50 * MB, (".jpeg", ".jpe"),
         shown=True),
    Kind("png", "PNG 图片", "PNG picture", "image/png", ".png", 50 * MB, shown=True),
    Kind("heic", "HEIC 图片", "HEIC picture", "image/heic", ".heic", 50 * MB, (".heif",)),
    Kind("webp", "WebP 图片", "WebP picture", "image/webp", ".webp", 50 * MB),
    Kind("tiff", "TIFF 图片", "TIFF picture", "image/tiff", ".tif", 200 * MB, (".tiff",)),
    Kind("ofd", "OFD 版式文件", "OFD document", "application/ofd", ".ofd", 100 * MB),
    Kind("docx", "Word 文档", "Word document",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx",
         50 * MB),
    Kind("xlsx", "Excel 表格", "Excel workbook",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", 50 * MB),
    Kind("doc", "Word/WPS 文档", "Word or WPS document", "application/msword", ".doc", 50 * MB,
         (".wps",)),
    Kind("txt", "文本文件", "Text", "text/plain; charset=utf-8", ".txt", 5 * MB),
    Kind("mp4", "MP4 视频", "MP4 video", "video/mp4", ".mp4", 200 * MB, (".mov", ".m4v")),
    Kind("m4a", "M4A 录音", "M4A recording", "audio/mp4", ".m4a", 100 * MB),
    Kind("mp3", "MP3 录音", "MP3 recording", "audio/mpeg", ".mp3", 100 * MB),
    Kind("glb", "3D 模型", "3D model", "model/gltf-binary", ".glb", 200 * MB),
)  # fmt: skip
KINDS: dict[str, Kind] = {kind.code: kind for kind in TABLE}
ENDINGS = tuple(ending for kind in TABLE for ending in (kind.ending, *kind.endings))
"""Every ending that a file chooser offers."""
MOST_PAGES = 5_000
MOST_WORDS = 300
"""Characters of the first page that are looked at to suggest a heading."""
MOST_PIXELS = 250_000_000
"""Above the largest camera of a phone (200 million)."""
