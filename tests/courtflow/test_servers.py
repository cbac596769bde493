"""The embedded servers come up whatever was left behind, and nobody has to help."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest
import redis

from courtflow.servers import PASSING, Running, ServerFailed, attach_or_start
from courtflow.servers.folder import CHECKOUT
from courtflow.servers.postgres import postmaster
from courtflow.servers.processes import is_ours, recorded_pid
from courtflow.servers.valkey import server_process

pytestmark = [pytest.mark.kill, pytest.mark.slow]

# Another process that uses the servers until its input ends.
USER = """
import sys
from pathlib import Path
from courtflow.servers import PASSING, ensure
ensure(Path(sys.argv[1]), PASSING)
print("up", flush=True)
sys.stdin.read()
"""


def start_user(state: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(state)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=CHECKOUT,
    )


def wait_until_up(user: subprocess.Popen[str]) -> None:
    assert user.stdout and user.stdout.readline() == "up\n"


def kill(user: subprocess.Popen[str]) -> None:
    user.kill()
    user.communicate()


def pids(state: Path) -> tuple[int, int]:
    data = next(iter(state.glob("postgres-*[0-9]")), state / "none")
    return postmaster(data), server_process(state)


def eventually(claim: Callable[[], object], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def number_kept(running: Running) -> int:
    """Count one up in the database, to see that it is the same one as before."""
    with psycopg2.connect(running.owner_url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS kept (id serial)")
        cursor.execute("INSERT INTO kept DEFAULT VALUES RETURNING id")
        row = cursor.fetchone()
    connection.close()
    assert row
    return int(row[0])


def works(running: Running) -> bool:
    with psycopg2.connect(running.database_url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('TimeZone')")
        answer = cursor.fetchone()
    connection.close()
    with redis.Redis.from_url(running.redis_url) as client:
        policy = client.config_get("maxmemory-policy")["maxmemory-policy"]
    return answer == ("courtflow_app", "UTC") and policy == "noeviction"


def test_the_last_user_stops_them(state: Path) -> None:
    with attach_or_start(state, PASSING) as running:
        first = pids(state)
        assert all(first) and works(running)
        user = start_user(state)
        wait_until_up(user)
        assert pids(state) == first
    assert pids(state) == first, "stopped under another user"
    user.communicate()
    assert pids(state) == (0, 0)


def test_strangers_are_kept_out(state: Path) -> None:
    with attach_or_start(state, PASSING) as running:
        for wrong in (running.database_url, running.owner_url, running.admin_url):
            head, _, tail = wrong.partition("@")
            with pytest.raises(psycopg2.OperationalError):
                psycopg2.connect(head.rpartition(":")[0] + ":guess@" + tail)
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=int(running.redis_url.split(":")[-1].split("/")[0])).ping()
        assert stat.S_IMODE((state / "secrets.json").stat().st_mode) == 0o600
        for pid in pids(state):
            assert Path(f"/proc/{pid}").stat().st_uid != 0 or not Path("/proc").exists()


def test_two_at_once_start_one_pair(state: Path) -> None:
    users = [start_user(state) for _ in range(2)]
    for user in users:
        wait_until_up(user)
    with attach_or_start(state, PASSING) as running:
        assert works(running)
    for user in users:
        user.communicate()
        assert user.returncode == 0
    assert pids(state) == (0, 0)


def test_a_killed_user_leaves_no_servers_behind(state: Path) -> None:
    user = start_user(state)
    wait_until_up(user)
    before = pids(state)
    kill(user)
    assert all(before) and eventually(lambda: pids(state) == (0, 0))


def test_orphans_are_adopted(state: Path) -> None:
    user = start_user(state)
    wait_until_up(user)
    before = pids(state)
    for process in Path("/proc").glob("[0-9]*"):  # the keeper first, or it would stop them
        if is_ours(int(process.name), f"courtflow.servers.keeper {state}"):
            os.kill(int(process.name), signal.SIGKILL)
    kill(user)
    with attach_or_start(state, PASSING) as running:
        assert pids(state) == before
        assert works(running)
    assert pids(state) == (0, 0)


def test_killed_servers_come_back_with_their_data(state: Path) -> None:
    with attach_or_start(state) as running:
        assert number_kept(running) == 1
        for pid in pids(state):
            os.kill(pid, signal.SIGKILL)
    with attach_or_start(state) as running:
        assert number_kept(running) > 1
        assert works(running)


def test_pid_files_that_name_a_stranger_do_no_harm(state: Path) -> None:
    with attach_or_start(state, PASSING):
        data = next(state.glob("postgres-*[0-9]"))
        content = (data / "postmaster.pid").read_text().splitlines()
    stranger = subprocess.Popen(["sleep", "60"])
    (data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *content[1:]]) + "\n")
    (state / "valkey" / "valkey.pid").write_text(f"{stranger.pid}\n")
    with attach_or_start(state, PASSING) as running:
        assert works(running)
    assert stranger.poll() is None, "a process that is not ours was ended"
    stranger.kill()
    stranger.wait()


def test_torn_pid_files_do_no_harm(state: Path) -> None:
    with attach_or_start(state, PASSING):
        data = next(state.glob("postgres-*[0-9]"))
    (data / "postmaster.pid").write_text("")
    (state / "valkey" / "valkey.pid").write_text("12\0\0")
    with attach_or_start(state, PASSING) as running:
        assert works(running)


def test_busy_ports_are_passed_over_and_the_new_ones_remembered(state: Path) -> None:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    wanted = [server.getsockname()[1] for server in taken]
    (state / "ports.json").write_text(f'{{"postgres": "{wanted[0]}", "valkey": "{wanted[1]}"}}')
    with attach_or_start(state, PASSING) as first:
        assert works(first)
    for server in taken:
        server.close()
    with attach_or_start(state, PASSING) as second:
        assert second.database_url == first.database_url
        assert second.redis_url == first.redis_url


def test_a_data_folder_killed_half_way_is_made_again(state: Path) -> None:
    user = start_user(state)
    assert eventually(lambda: any(state.glob("postgres-*.making/PG_VERSION")))
    kill(user)
    assert not any(state.glob("postgres-*[0-9]"))
    with attach_or_start(state, PASSING) as running:
        assert works(running)


@pytest.mark.parametrize("pause", [0.6, 0.9, 1.2])
def test_a_start_killed_at_any_moment_does_no_harm(state: Path, pause: float) -> None:
    user = start_user(state)
    time.sleep(pause)
    kill(user)
    with attach_or_start(state, PASSING) as running:
        assert works(running)
    assert pids(state) == (0, 0)


def test_a_queue_that_cannot_be_read_is_set_aside(state: Path) -> None:
    lasting = attach_or_start(state)
    with lasting as running, redis.Redis.from_url(running.redis_url) as client:
        client.set("kept", "yes")
    manifest = next((state / "valkey" / "appendonlydir").glob("*.manifest"))
    manifest.write_bytes(b"this is no manifest\n")
    with attach_or_start(state) as running:
        assert works(running)
        with redis.Redis.from_url(running.redis_url) as client:
            assert client.get("kept") is None
    assert (state / "valkey" / "set-aside").is_dir()


def test_a_lost_password_file_is_said_plainly(state: Path) -> None:
    with attach_or_start(state, PASSING):
        pass
    (state / "secrets.json").unlink()
    with pytest.raises(ServerFailed, match="secrets.json do not fit"), attach_or_start(state):
        pass
    assert pids(state) == (0, 0)


def test_a_recorded_id_is_only_believed_with_its_mark() -> None:
    assert is_ours(os.getpid(), sys.executable.rpartition("/")[2])
    assert not is_ours(os.getpid(), "no such mark")
    assert not is_ours(0, "")
    assert recorded_pid(Path("no such file")) == 0
