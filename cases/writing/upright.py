"""In the process apart: a picture as it is to be seen, whatever its format says of it."""

from __future__ import annotations

from PIL import Image, ImageOps

TURNS = {
    90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90,
}  # fmt: skip
"""By degrees clockwise; Pillow turns the other way round."""


def upright(picture: Image.Image, longest: int, rotation: int = 0) -> Image.Image:
    """In RGB on white, no side longer than so many pixels, as its camera was held, and turned by
    ``rotation`` besides."""
    if picture.format in ("JPEG", "MPO"):
        picture.draft("RGB", (longest, longest))  # decoded no larger than it is needed
    picture.thumbnail((longest, longest))
    found = ImageOps.exif_transpose(picture)
    if rotation:
        found = found.transpose(TURNS[rotation])
    return _on_white(found)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        above = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", above.size, "white"), above).convert("RGB")
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        picture = ImageOps.autocontrast(picture.convert("F").convert("L"))
    return picture.convert("RGB")
