"""Small facts kept in the state folder between runs: ports and generated secrets."""

import base64
import json
import os
import secrets
import socket
from contextlib import suppress
from pathlib import Path

WANTED_PORTS = {"postgres": 15432, "valkey": 16379, "web": 8000}
HOW_MANY_TO_TRY = 200


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, readable by its owner alone; a kill leaves old or new, whole."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _read(path: Path) -> dict[str, str]:
    with suppress(FileNotFoundError, json.JSONDecodeError):
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return {str(key): str(value) for key, value in found.items()}
    return {}


def remember(folder: Path, file: str, key: str, value: str) -> None:
    """Keep one fact; the caller holds the folder's start lock."""
    facts = _read(folder / file)
    if facts.get(key) != value:
        write_private(folder / file, json.dumps(facts | {key: value}, indent=1))


# ---------------------------------------------------------------- secrets


def _new_aes_key() -> str:
    return f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _new_hmac_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


GENERATED = {
    "admin": lambda: secrets.token_urlsafe(24),
    "owner": lambda: secrets.token_urlsafe(24),
    "app": lambda: secrets.token_urlsafe(24),
    "valkey": lambda: secrets.token_urlsafe(24),
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "FIELD_KEYS": _new_aes_key,
    "BLIND_INDEX_KEY": _new_hmac_key,
}


def kept_secrets(folder: Path) -> dict[str, str]:
    """Every generated secret of this state folder; missing ones are made and kept."""
    kept = _read(folder / "secrets.json")
    missing = {name: make() for name, make in GENERATED.items() if name not in kept}
    if missing:
        kept |= missing
        write_private(folder / "secrets.json", json.dumps(kept, indent=1))
    return kept


# ---------------------------------------------------------------- ports


def is_free(port: int) -> bool:
    """Whether a server of ours could listen on this port of the loopback address now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def choose_port(folder: Path, name: str, *, wanted: int | None = None) -> int:
    """The port this server had last time if it is free, else the next free one; remembered."""
    first = int(_read(folder / "ports.json").get(name, 0)) or wanted or WANTED_PORTS[name]
    port = next((p for p in range(first, first + HOW_MANY_TO_TRY) if is_free(p)), 0)
    if not port:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
    remember(folder, "ports.json", name, str(port))
    return port
