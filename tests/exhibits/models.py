"""3D models made by code: sound ones, and ones that lie, lead outside or have no end."""

from __future__ import annotations

import array
import io
import json
import math
import struct
from collections.abc import Callable
from typing import Any

from PIL import Image

from tests.cases.materials.corpus import png_flood, zipped

Said = dict[str, Any]


def packed(said: Said | bytes, binary: bytes = b"", *, length: int | None = None) -> bytes:
    """The two chunks in their container; ``length``: what its head says, if it lies."""
    text = said if isinstance(said, bytes) else json.dumps(said).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
    if binary:
        chunks += struct.pack("<II", len(binary), 0x004E4942) + binary
    whole = 12 + len(chunks) if length is None else length
    return struct.pack("<4sII", b"glTF", 2, whole) + chunks


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    drawn = Image.new("RGB", (64, 64), (200, 40, 30))
    drawn.paste((30, 60, 200), (0, 0, 32, 32))
    drawn.paste((240, 200, 40), (32, 32, 64, 64))
    drawn.save(out, kind)
    return out.getvalue()


def parts(*pieces: bytes) -> tuple[bytes, list[Said]]:
    """Pieces one behind another, and the views on them."""
    data, views = b"", []
    for piece in pieces:
        data += b"\0" * (-len(data) % 4)
        views.append({"buffer": 0, "byteOffset": len(data), "byteLength": len(piece)})
        data += piece
    return data, views


CORNERS = [(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
SIDES = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))


def cube(image: bytes | None = None, mime: str = "image/png", **more: Any) -> tuple[Said, bytes]:
    """A textured box with sides of 2, 2 and 2 metres: 12 triangles."""
    points, normals, places, indices = [], [], [], []
    for side in SIDES:
        at = [CORNERS[corner] for corner in side]
        middle = [sum(axis) / 4 for axis in zip(*at, strict=True)]
        first = len(points) // 3
        for corner, place in zip(at, ((0, 0), (1, 0), (1, 1), (0, 1)), strict=True):
            points += corner
            normals += middle
            places += place
        indices += [first, first + 1, first + 2, first, first + 2, first + 3]
    data, views = parts(
        struct.pack(f"<{len(points)}f", *points), struct.pack(f"<{len(normals)}f", *normals),
        struct.pack(f"<{len(places)}f", *places), struct.pack(f"<{len(indices)}H", *indices),
        picture() if image is None else image,
    )  # fmt: skip
    said: Said = {
        "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, "name": "Box"}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0, "NORMAL": 1, "TEXCOORD_0": 2},
                                    "indices": 3, "material": 0}]}],
        "materials": [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
        "textures": [{"source": 0}], "images": [{"bufferView": 4, "mimeType": mime}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 24, "type": "VEC3",
             "min": [-1, -1, -1], "max": [1, 1, 1]},
            {"bufferView": 1, "componentType": 5126, "count": 24, "type": "VEC3"},
            {"bufferView": 2, "componentType": 5126, "count": 24, "type": "VEC2"},
            {"bufferView": 3, "componentType": 5123, "count": 36, "type": "SCALAR"},
        ],
        "bufferViews": views, "buffers": [{"byteLength": len(data)}], **more,
    }  # fmt: skip
    return said, data


def box(**more: Any) -> bytes:
    return packed(*cube(**more))


def sheet(triangles: int) -> bytes:
    """A waved sheet of about so many triangles, with nothing but points and indices."""
    side = max(1, math.isqrt(triangles // 2))
    points = array.array("f")
    for row in range(side + 1):
        for column in range(side + 1):
            points.extend((column / side, math.sin(row / 30) / 20, row / side))
    indices = array.array("I")
    for row in range(side):
        for first in range(row * (side + 1), row * (side + 1) + side):
            below = first + side + 1
            indices.extend((first, below, first + 1, first + 1, below, below + 1))
    data, views = parts(points.tobytes(), indices.tobytes())
    said: Said = {
        "asset": {"version": "2.0"}, "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": len(points) // 3, "type": "VEC3"},
            {"bufferView": 1, "componentType": 5125, "count": len(indices), "type": "SCALAR"},
        ],
        "bufferViews": views, "buffers": [{"byteLength": len(data)}],
    }  # fmt: skip
    return packed(said, data)


def small() -> bytes:
    """Whole numbers for points, as scanners write them to save room; no index, moved and turned."""
    data, views = parts(struct.pack("<12h", 0, 0, 0, 0, 32767, 0, 0, 0, 0, 32767, 0, 0))
    views[0]["byteStride"] = 8
    said: Said = {
        "asset": {"version": "2.0"}, "extensionsUsed": ["KHR_mesh_quantization"],
        "extensionsRequired": ["KHR_mesh_quantization"],
        "nodes": [{"children": [1], "scale": [2, 3, 1]},
                  {"mesh": 0, "rotation": [0, 0, 1, 0], "translation": [5, 0, 0]}],
        "scenes": [{"nodes": [0]}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [{"bufferView": 0, "componentType": 5122, "count": 3, "type": "VEC3",
                       "normalized": True}],
        "bufferViews": views, "buffers": [{"byteLength": len(data)}],
    }  # fmt: skip
    return packed(said, data)


# -- what must not come in ------------------------------------------------------------------------


def changed(*path: Any, to: Any) -> Callable[[], bytes]:
    """The box with one value changed, wherever it stands."""

    def made() -> bytes:
        said, data = cube()
        place: Any = said
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to
        return packed(said, data)

    return made


def with_points(*values: float) -> Callable[[], bytes]:
    def made() -> bytes:
        said, data = cube()
        return packed(said, struct.pack(f"<{len(values)}f", *values) + data[4 * len(values) :])

    return made


def chain(length: int, *, closed: bool = False) -> bytes:
    """Nodes one below another; ``closed``: the last has the first below it."""
    said, data = cube()
    nodes: list[Said] = [{"children": [n + 1]} for n in range(length)]
    nodes.append({"mesh": 0, **({"children": [0]} if closed else {})})
    said["nodes"] = nodes
    return packed(said, data)


def crowd() -> bytes:
    """A thousand triangles, placed fifty thousand times."""
    said, data = cube()
    said["nodes"] = [{"mesh": 0} for _ in range(50_000)]
    said["scenes"] = [{"nodes": list(range(50_000))}]
    return packed(said, data)


def said_twice() -> bytes:
    said, data = cube()
    text = json.dumps(said).replace('"scene": 0', '"scene": 0, "scene": 0')
    return packed(text.encode(), data)


def trailing() -> bytes:
    made = bytearray(box() + struct.pack("<II", 4, 0x12345678) + b"evil")
    made[8:12] = struct.pack("<I", len(made))
    return bytes(made)


def with_archive() -> bytes:
    """The archive lies in the buffer, where nothing points at it."""
    said, data = cube()
    data += zipped({"a.class": b"\xca\xfe\xba\xbe"})
    said["buffers"][0]["byteLength"] = len(data)
    return packed(said, data)


def as_uri(address: str) -> Callable[[], bytes]:
    return changed("buffers", 0, "uri", to=address)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PIXEL = "data:image/png;base64,iVBORw0KGgo="
HUGE = 10**9
HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "buffer on the web": ("model_outside", as_uri("https://a.example/b.bin")),
    "buffer on the disk": ("model_outside", as_uri("file:///etc/passwd")),
    "buffer in an address": ("model_outside", as_uri("data:application/octet-stream;base64,AA==")),
    "picture on the web": ("model_outside", changed("images", 0, to={"uri": "//a.example/b.png"})),
    "picture in an address": ("model_outside", changed("images", 0, to={"uri": PIXEL})),
    "address in a note": ("model_outside", lambda: box(extras={"a": [{"uri": "http://a.cn"}]})),
    "Draco": ("model_extension", lambda: box(extensionsUsed=["KHR_draco_mesh_compression"])),
    "meshopt, unnamed": ("model_extension", changed(
        "bufferViews", 0, "extensions", to={"EXT_meshopt_compression": {"buffer": 0}})),
    "needed and left out": ("model_extension", lambda: box(
        extensionsRequired=["KHR_materials_transmission"])),
    "animated": ("model_moves", lambda: box(animations=[{"channels": [], "samplers": []}])),
    "bones": ("model_moves", lambda: box(skins=[{"joints": [0]}])),
    "changing shape": ("model_moves", changed(
        "meshes", 0, "primitives", 0, "targets", to=[{"POSITION": 0}])),
    "sparse": ("model_extension", changed("accessors", 0, "sparse", to={"count": 1})),
    "points from nowhere": ("model_extension", changed(
        "accessors", 0, to={"componentType": 5126, "count": HUGE, "type": "VEC3"})),
    "a thousand million points": ("model_broken", changed("accessors", 0, "count", to=HUGE)),
    "points below zero": ("model_broken", changed("accessors", 0, "count", to=-1)),
    "points by fractions": ("model_broken", changed("accessors", 0, "count", to=1.5)),
    "points that are true": ("model_broken", changed("accessors", 0, "count", to=True)),
    "view past the end": ("model_broken", changed("bufferViews", 0, "byteLength", to=HUGE)),
    "view before the beginning": ("model_broken", changed("bufferViews", 0, "byteOffset", to=-4)),
    "no such view": ("model_broken", changed("accessors", 0, "bufferView", to=99)),
    "view of another buffer": ("model_broken", changed("bufferViews", 0, "buffer", to=1)),
    "buffer longer than it is": ("model_broken", changed("buffers", 0, "byteLength", to=HUGE)),
    "stride out of step": ("model_broken", changed("bufferViews", 0, "byteStride", to=14)),
    "odd beginning": ("model_broken", changed("accessors", 3, "byteOffset", to=1)),
    "no such kind": ("model_broken", changed("accessors", 0, "componentType", to=5130)),
    "no such mesh": ("model_broken", changed("nodes", 0, "mesh", to=7)),
    "no such material": ("model_broken", changed("meshes", 0, "primitives", 0, "material", to=7)),
    "no such texture": ("model_broken", changed(
        "materials", 0, "pbrMetallicRoughness", "baseColorTexture", "index", to=7)),
    "no such scene": ("model_broken", changed("scene", to=5)),
    "index of no point": ("model_broken", lambda: packed(
        cube()[0], cube()[1].replace(struct.pack("<2H", 22, 20), struct.pack("<2H", 22, 24), 1))),
    "indices by fractions": ("model_broken", changed(
        "meshes", 0, "primitives", 0, "indices", to=2)),
    "a point that is no number": ("model_broken", with_points(math.nan)),
    "a point at the end of the world": ("model_broken", with_points(math.inf)),
    "a point too far": ("model_broken", with_points(3e38)),
    "placed at no number": ("damaged", lambda: packed(
        json.dumps(cube()[0] | {"nodes": [{"mesh": 0, "scale": [math.nan] * 3}]}).encode(),
        cube()[1])),
    "placed too far": ("model_broken", changed("nodes", 0, "translation", to=[1e300, 0, 0])),
    "endless number": ("model_broken", lambda: packed(
        json.dumps(cube()[0]).replace('"scene": 0', '"scene": 1e999').encode(), cube()[1])),
    "nodes in a circle": ("model_broken", lambda: chain(3, closed=True)),
    "a node below itself": ("model_broken", changed("nodes", 0, "children", to=[0])),
    "a node below two": ("model_broken", changed(
        "nodes", to=[{"children": [2]}, {"children": [2]}, {"mesh": 0}])),
    "deep nodes": ("model_broken", lambda: chain(5000)),
    "a crowd": ("model_too_much", crowd),
    "nothing in it": ("model_empty", changed("nodes", 0, to={"name": "empty"})),
    "SVG for a picture": ("model_picture", lambda: box(image=SVG, mime="image/svg+xml")),
    "SVG called PNG": ("model_picture", lambda: box(image=SVG)),
    "HTML called JPEG": ("model_picture", lambda: box(image=b"<html>", mime="image/jpeg")),
    "cut picture": ("damaged", lambda: box(image=picture()[:-20])),
    "flood of a picture": ("too_many_pixels", lambda: box(image=png_flood())),
    "picture and PHP": ("two_in_one", lambda: box(image=picture() + b"<?php a(); ?>")),
    "longer than it says": ("damaged", lambda: packed(*cube(), length=40)),
    "shorter than it says": ("damaged", lambda: packed(*cube(), length=HUGE)),
    "description longer than the file": ("damaged", lambda: b"glTF" + struct.pack(
        "<IIII", 2, 24, HUGE, 0x4E4F534A) + b"{}  "),
    "another chunk behind": ("two_in_one", trailing),
    "an archive inside": ("two_in_one", with_archive),
    "said twice": ("damaged", said_twice),
    "no description": ("damaged", lambda: packed(b"[]")),
    "nonsense": ("damaged", lambda: packed(b"{nonsense")),
    "deep description": ("too_heavy", lambda: packed(
        b'{"a":' + b"[" * 100 + b"]" * 100 + b"}")),
    "bottomless description": ("too_heavy", lambda: packed(
        b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}")),
    "endless description": ("too_heavy", lambda: packed(b'{"a":"' + b"x" * 5_000_000 + b'"}')),
    "version 1": ("damaged", lambda: b"glTF" + struct.pack("<II", 1, 12)),
    "of the future": ("model_extension", lambda: box(asset={"version": "2.0",
                                                            "minVersion": "2.9"})),
    "written out": ("model_in_text", lambda: json.dumps(
        cube()[0] | {"buffers": [{"uri": "http://a.example/b.bin", "byteLength": 9}]}).encode()),
}  # fmt: skip
GOOD: dict[str, tuple[int, Callable[[], bytes]]] = {
    "box": (12, box),
    "box with a photograph": (12, lambda: box(image=picture("JPEG"), mime="image/jpeg")),
    "whole numbers": (1, small),
    "sheet": (2 * 70 * 70, lambda: sheet(9_800)),
    "with a camera": (12, lambda: box(cameras=[{"type": "perspective"}])),
    "unlit": (12, lambda: box(extensionsUsed=["KHR_materials_unlit", "KHR_materials_ior"])),
}
