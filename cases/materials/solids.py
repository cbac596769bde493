"""3D models: binary glTF 2.0 in which everything lies in the one file and within its bounds.

What is taken here a browser reads straight from its buffers, so every number that leads anywhere
is followed first: chunks, views, accessors, indices, nodes. Nothing may lead outside the file, and
nothing moves: what is shown is the whole of it.
"""

from __future__ import annotations

import io
import itertools
import json
import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from PIL import Image, PngImagePlugin  # noqa: F401 - else it comes late

from cases.materials import pictures
from cases.materials.judging import Finding, Unfit

MAGIC = b"glTF"
JSON_CHUNK, BINARY_CHUNK = 0x4E4F534A, 0x004E4942
MOST_JSON = 4 * 1024 * 1024
"""Bytes of the description; scans need some kilobytes."""
MOST_DEPTH = 24
MOST_VALUES = 400_000
MOST_ACCESSORS, MOST_NODES, MOST_IMAGES = 60_000, 60_000, 256
MOST_DRAWN = 20_000
"""Parts that are drawn, each as often as a node places it."""
MOST_TRIANGLES = 500_000_000
"""Beyond it, counted as often as they are placed, a file of bearable size only repeats itself."""
MOST_LEVELS = 64
"""Of nodes below nodes."""
MOST_TEXELS = 100_000_000
FARTHEST = 1e9
"""Metres; what lies beyond is no exhibit."""
UNDERSTOOD = frozenset({"KHR_materials_unlit", "KHR_mesh_quantization", "KHR_texture_transform"})
"""Extensions that a model may need."""
HARMLESS = UNDERSTOOD | {
    f"KHR_materials_{name}"
    for name in ("anisotropy", "clearcoat", "dispersion", "emissive_strength", "ior",
                 "iridescence", "sheen", "specular", "transmission", "volume")
} | {"KHR_lights_punctual"}  # fmt: skip
"""Extensions that it may use: what they add can be left out."""
WIDTHS = {5120: ("b", 1), 5121: ("B", 1), 5122: ("h", 2), 5123: ("H", 2), 5125: ("I", 4),
          5126: ("f", 4)}  # fmt: skip
PARTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
FLOAT, UNSIGNED = 5126, (5121, 5123, 5125)
MOVES = ("animations", "skins")
PICTURES = {"image/jpeg": (b"\xff\xd8\xff", pictures.jpeg),
            "image/png": (b"\x89PNG\r\n\x1a\n", pictures.png)}  # fmt: skip
Box = tuple[list[float], list[float]]
Matrix = tuple[float, ...]
"""By columns, as glTF writes them."""


def glb(file: BinaryIO, size: int) -> Finding:
    """A model, with how many triangles are drawn and its extent in metres. Raises Unfit."""
    try:
        description, binary = _chunks(file, size)
        return _Model(description, binary).finding()
    except (RecursionError, MemoryError):
        raise Unfit("too_heavy") from None


def _chunks(file: BinaryIO, size: int) -> tuple[dict[str, Any], bytes]:
    """The description and the buffer; the two fill the file to its last byte."""
    file.seek(0)
    head = file.read(12)
    if len(head) < 12 or struct.unpack("<II", head[4:]) != (2, size):
        raise Unfit("damaged")
    kind, length = _chunk(file, size)
    if kind != JSON_CHUNK:
        raise Unfit("damaged")
    if length > MOST_JSON:
        raise Unfit("too_heavy")
    described = file.read(length)
    binary = b""
    if file.tell() < size:
        kind, length = _chunk(file, size)
        if kind != BINARY_CHUNK:
            raise Unfit("damaged")
        binary = file.read(length)
    if file.tell() != size:
        raise Unfit("two_in_one")
    return _read(described), binary


def _chunk(file: BinaryIO, size: int) -> tuple[int, int]:
    head = file.read(8)
    if len(head) < 8:
        raise Unfit("damaged")
    length, kind = struct.unpack("<II", head)
    if length % 4 or length > size - file.tell():
        raise Unfit("damaged")
    return kind, length


def _read(described: bytes) -> dict[str, Any]:
    try:
        found = json.loads(
            described.decode("utf-8"), parse_constant=_no_number, object_pairs_hook=_once
        )
    except ValueError:
        raise Unfit("damaged") from None
    if not isinstance(found, dict):
        raise Unfit("damaged")
    _walk(found)
    return found


def _no_number(_name: str) -> None:
    raise ValueError("no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("said twice")
    return found


def _walk(top: dict[str, Any]) -> None:
    """Nothing leads outside, no extension is unknown, no number is endless."""
    waiting: list[tuple[Any, int]] = [(top, 1)]
    for count in itertools.count():
        if not waiting:
            return
        value, depth = waiting.pop()
        if depth > MOST_DEPTH or count > MOST_VALUES:
            raise Unfit("too_heavy")
        if isinstance(value, float) and not math.isfinite(value):
            raise Unfit("model_broken")
        if isinstance(value, dict):
            if "uri" in value:
                raise Unfit("model_outside")
            _known(value.get("extensions", {}))
        if isinstance(value, dict | list):
            inside = value.values() if isinstance(value, dict) else value
            waiting += [(one, depth + 1) for one in inside]


def _known(extensions: Any) -> None:
    if not isinstance(extensions, dict) or extensions.keys() - HARMLESS:
        raise Unfit("model_extension")


def _whole(value: Any, least: int = 0, most: int = 2**32 - 1) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Unfit("model_broken")
    return value


def _numbers(value: Any, count: int) -> tuple[float, ...]:
    fits = isinstance(value, list) and len(value) == count
    if not fits or not all(isinstance(x, int | float) and abs(x) <= FARTHEST for x in value):
        raise Unfit("model_broken")
    return tuple(float(x) for x in value)


@dataclass
class _Accessor:
    """Numbers in the buffer, found to lie within it."""

    component: int
    parts: int
    count: int
    normalized: bool
    first: int
    stride: int

    def columns(self, binary: bytes) -> Iterator[Sequence[float]]:
        """Each part of every element, without copying any."""
        letter, width = WIDTHS[self.component]
        end = self.first + self.stride * (self.count - 1) + self.parts * width
        view: Any = memoryview(binary)[self.first : end].cast(letter)  # type: ignore[call-overload]
        for part in range(self.parts):
            yield view[part :: self.stride // width]


@dataclass
class _Mesh:
    triangles: int
    parts: int
    box: Box


@dataclass
class _Model:
    """A description that is followed, and the buffer that it describes."""

    said: dict[str, Any]
    binary: bytes
    views: list[tuple[int, int, int]] = field(default_factory=list)
    """Where each begins, its length, and from one element to the next (0: one behind another)."""
    accessors: list[_Accessor] = field(default_factory=list)
    meshes: list[_Mesh] = field(default_factory=list)
    boxes: dict[int, Box] = field(default_factory=dict)
    largest: dict[int, int] = field(default_factory=dict)

    def finding(self) -> Finding:
        self._says_what_it_is()
        self.views = self._views()
        self.accessors = [self._accessor(one) for one in self._list("accessors", MOST_ACCESSORS)]
        self._images()
        self._materials()
        self.meshes = [self._mesh(one) for one in self._list("meshes", MOST_ACCESSORS)]
        triangles, (low, high) = self._placed()
        sides = [round(high[axis] - low[axis], 6) for axis in range(3)]
        if not all(0 <= side <= FARTHEST for side in sides):
            raise Unfit("model_broken")
        return Finding(
            "glb", facts={"triangles": triangles, "x": sides[0], "y": sides[1], "z": sides[2]}
        )

    def _list(self, name: str, most: int) -> list[dict[str, Any]]:
        found = self.said.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise Unfit("model_broken")
        if len(found) > most:
            raise Unfit("model_too_much")
        return found

    def _says_what_it_is(self) -> None:
        asset = self.said.get("asset")
        if not isinstance(asset, dict) or asset.get("version") != "2.0":
            raise Unfit("damaged")
        if asset.get("minVersion", "2.0") != "2.0":
            raise Unfit("model_extension")
        for name, taken in (("extensionsUsed", HARMLESS), ("extensionsRequired", UNDERSTOOD)):
            named = self.said.get(name, [])
            if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
                raise Unfit("model_broken")
            if set(named) - taken:
                raise Unfit("model_extension")
        if any(self.said.get(name) for name in MOVES):
            raise Unfit("model_moves")

    # -- the buffer -------------------------------------------------------------------------------

    def _views(self) -> list[tuple[int, int, int]]:
        buffers = self._list("buffers", 1)
        length = _whole(buffers[0].get("byteLength"), 1) if buffers else 0
        if not 0 <= len(self.binary) - length <= 3:
            raise Unfit("model_broken")
        found = []
        for one in self._list("bufferViews", MOST_ACCESSORS):
            _whole(one.get("buffer"), 0, len(buffers) - 1)
            first, size = _whole(one.get("byteOffset", 0)), _whole(one.get("byteLength"), 1)
            stride = one.get("byteStride", 0)
            if first + size > length or (stride and _whole(stride, 4, 252) % 4):
                raise Unfit("model_broken")
            found.append((first, size, _whole(stride)))
        return found

    def _accessor(self, one: dict[str, Any]) -> _Accessor:
        if "sparse" in one or "bufferView" not in one:
            raise Unfit("model_extension")
        component, shape = one.get("componentType"), one.get("type")
        if component not in WIDTHS or shape not in PARTS:
            raise Unfit("model_broken")
        width, parts = WIDTHS[component][1], PARTS[shape]
        begins, size, stride = self.views[_whole(one["bufferView"], 0, len(self.views) - 1)]
        offset, count = _whole(one.get("byteOffset", 0)), _whole(one.get("count"), 1)
        stride = stride or parts * width
        fits = offset + stride * (count - 1) + parts * width <= size
        if not fits or (begins + offset) % width or stride % width or stride < parts * width:
            raise Unfit("model_broken")
        normalized = one.get("normalized", False) is True
        return _Accessor(component, parts, count, normalized, begins + offset, stride)

    def _box(self, number: int) -> Box:
        """From the least to the most of each part; what is not finite has neither."""
        if number not in self.boxes:
            low, high = [], []
            for column in self.accessors[number].columns(self.binary):
                if not math.isfinite(sum(column)):
                    raise Unfit("model_broken")
                low.append(float(min(column)))
                high.append(float(max(column)))
            self.boxes[number] = low, high
        return self.boxes[number]

    # -- what it looks like -----------------------------------------------------------------------

    def _images(self) -> None:
        texels = 0
        for one in self._list("images", MOST_IMAGES):
            start, check = PICTURES.get(str(one.get("mimeType")), (b"", None))
            if "bufferView" not in one or check is None:
                raise Unfit("model_picture")
            first, size, _stride = self.views[_whole(one["bufferView"], 0, len(self.views) - 1)]
            data = self.binary[first : first + size]
            if not data.startswith(start):
                raise Unfit("model_picture")
            check(io.BytesIO(data), size)
            with Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "MPO"]) as picture:
                texels += picture.width * picture.height
        if texels > MOST_TEXELS:
            raise Unfit("too_many_pixels")

    def _materials(self) -> None:
        images, samplers = len(self._list("images", MOST_IMAGES)), self._list("samplers", 4096)
        textures = self._list("textures", 4096)
        for one in textures:
            if "source" in one:
                _whole(one["source"], 0, images - 1)
            if "sampler" in one:
                _whole(one["sampler"], 0, len(samplers) - 1)
        waiting: list[Any] = [*self._list("materials", 4096)]
        while waiting:
            one = waiting.pop()
            for name, value in one.items():
                if isinstance(value, dict):
                    waiting.append(value)
                    if name.endswith("Texture"):
                        _whole(value.get("index"), 0, len(textures) - 1)

    # -- shapes -----------------------------------------------------------------------------------

    def _mesh(self, one: dict[str, Any]) -> _Mesh:
        primitives = one.get("primitives")
        if not isinstance(primitives, list) or not primitives:
            raise Unfit("model_broken")
        found = _Mesh(0, len(primitives), ([math.inf] * 3, [-math.inf] * 3))
        for primitive in primitives:
            if not isinstance(primitive, dict):
                raise Unfit("model_broken")
            if primitive.get("targets"):
                raise Unfit("model_moves")
            triangles, (low, high) = self._primitive(primitive)
            found.triangles += triangles
            found.box = (
                [min(pair) for pair in zip(found.box[0], low, strict=True)],
                [max(pair) for pair in zip(found.box[1], high, strict=True)],
            )
        return found

    def _primitive(self, one: dict[str, Any]) -> tuple[int, Box]:
        attributes = one.get("attributes")
        if not isinstance(attributes, dict) or "POSITION" not in attributes:
            raise Unfit("model_broken")
        last = len(self.accessors) - 1
        numbers = {name: _whole(value, 0, last) for name, value in attributes.items()}
        points = self.accessors[numbers["POSITION"]].count
        for name, number in numbers.items():
            accessor = self.accessors[number]
            if accessor.count != points or accessor.parts != _PARTS_OF.get(name, accessor.parts):
                raise Unfit("model_broken")
            self._box(number)
        drawn = points
        if "indices" in one:
            drawn = self._indices(_whole(one["indices"], 0, last), points)
        if "material" in one:
            _whole(one["material"], 0, len(self._list("materials", 4096)) - 1)
        mode = _whole(one.get("mode", 4), 0, 6)
        triangles = {4: drawn // 3, 5: max(0, drawn - 2), 6: max(0, drawn - 2)}.get(mode, 0)
        return triangles, self._scaled(numbers["POSITION"])

    def _scaled(self, number: int) -> Box:
        """Whole numbers that stand for fractions, as fractions."""
        accessor, (low, high) = self.accessors[number], self._box(number)
        if not accessor.normalized or accessor.component == FLOAT:
            return low, high
        whole = float({5120: 127, 5121: 255, 5122: 32767, 5123: 65535}.get(accessor.component, 1))
        return [x / whole for x in low], [x / whole for x in high]

    def _indices(self, number: int, points: int) -> int:
        accessor = self.accessors[number]
        if accessor.parts != 1 or accessor.component not in UNSIGNED:
            raise Unfit("model_broken")
        if number not in self.largest:
            [column] = accessor.columns(self.binary)
            self.largest[number] = int(max(column))
        if self.largest[number] >= points:
            raise Unfit("model_broken")
        return accessor.count

    # -- where they stand -------------------------------------------------------------------------

    def _placed(self) -> tuple[int, Box]:
        """The triangles of the scene, as often as each is placed, and the box around them."""
        nodes = self._list("nodes", MOST_NODES)
        roots = self._roots(nodes)
        low, high = [math.inf] * 3, [-math.inf] * 3
        triangles = parts = 0
        waiting = [(number, _SAME, 1) for number in roots]
        met: set[int] = set()
        while waiting:
            number, above, level = waiting.pop()
            if number in met or level > MOST_LEVELS:
                raise Unfit("model_broken")
            met.add(number)
            node = nodes[number]
            here = _times(above, _matrix(node))
            if "mesh" in node:
                mesh = self.meshes[_whole(node["mesh"], 0, len(self.meshes) - 1)]
                triangles, parts = triangles + mesh.triangles, parts + mesh.parts
                for corner in itertools.product(*zip(*mesh.box, strict=True)):
                    at = _moved(here, corner)
                    low = [min(pair) for pair in zip(low, at, strict=True)]
                    high = [max(pair) for pair in zip(high, at, strict=True)]
            waiting += [(child, here, level + 1) for child in _children(node, len(nodes))]
        if not parts:
            raise Unfit("model_empty")
        if parts > MOST_DRAWN or triangles > MOST_TRIANGLES:
            raise Unfit("model_too_much")
        return triangles, (low, high)

    def _roots(self, nodes: list[dict[str, Any]]) -> list[int]:
        """Where the scene that is shown begins. Every node has one above it at most, and none of
        them goes round in a circle."""
        above = [0] * len(nodes)
        for node in nodes:
            for child in _children(node, len(nodes)):
                above[child] += 1
        free = [number for number, count in enumerate(above) if count == 0]
        reached = list(free)
        for number in reached:
            reached += _children(nodes[number], len(nodes))
        if max(above, default=0) > 1 or len(reached) != len(nodes):
            raise Unfit("model_broken")
        scenes = self._list("scenes", 1000)
        if not scenes:
            return free
        shown = scenes[_whole(self.said.get("scene", 0), 0, len(scenes) - 1)].get("nodes", [])
        if not isinstance(shown, list):
            raise Unfit("model_broken")
        return [_whole(number, 0, len(nodes) - 1) for number in shown]


_PARTS_OF = {"POSITION": 3, "NORMAL": 3, "TANGENT": 4, "TEXCOORD_0": 2, "TEXCOORD_1": 2}
_SAME: Matrix = (1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)


def _children(node: dict[str, Any], count: int) -> list[int]:
    found = node.get("children", [])
    if not isinstance(found, list):
        raise Unfit("model_broken")
    return [_whole(child, 0, count - 1) for child in found]


def _matrix(node: dict[str, Any]) -> Matrix:
    """How a node is placed: its matrix, or what moves, turns and scales it."""
    if "matrix" in node:
        return _numbers(node["matrix"], 16)
    x, y, z, w = _numbers(node.get("rotation", [0, 0, 0, 1]), 4)
    sx, sy, sz = _numbers(node.get("scale", [1, 1, 1]), 3)
    tx, ty, tz = _numbers(node.get("translation", [0, 0, 0]), 3)
    return (
        (1 - 2 * (y * y + z * z)) * sx, 2 * (x * y + z * w) * sx, 2 * (x * z - y * w) * sx, 0,
        2 * (x * y - z * w) * sy, (1 - 2 * (x * x + z * z)) * sy, 2 * (y * z + x * w) * sy, 0,
        2 * (x * z + y * w) * sz, 2 * (y * z - x * w) * sz, (1 - 2 * (x * x + y * y)) * sz, 0,
        tx, ty, tz, 1,
    )  # fmt: skip


def _times(a: Matrix, b: Matrix) -> Matrix:
    return tuple(
        sum(a[k * 4 + row] * b[column * 4 + k] for k in range(4))
        for column in range(4)
        for row in range(4)
    )


def _moved(m: Matrix, point: Sequence[float]) -> list[float]:
    at = [sum(m[k * 4 + row] * point[k] for k in range(3)) + m[12 + row] for row in range(3)]
    if not all(math.isfinite(x) for x in at):
        raise Unfit("model_broken")
    return at
