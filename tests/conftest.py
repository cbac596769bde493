"""What every test may ask for: databases, a live server, a browser.

Fixtures for tests of the application: `db` and `transactional_db` (pytest-django, on databases of
tests/database.py), `admin_dsn`, `second_connection`, `live`, `browser`, `page`.
"""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

# The settings are read before it is known whether a test needs a database. These addresses lead
# nowhere; the `django_db_setup` fixture puts real ones in their place.
os.environ.update(
    DJANGO_SETTINGS_MODULE="courtflow.settings",
    DATABASE_URL="postgresql://courtflow_app@127.0.0.1:1/not_started",
    REDIS_URL="redis://127.0.0.1:1/0",
    COURTFLOW_DEMO="1",
    HOLD_SECONDS="0",
    SECRET_KEY="of the tests",
    FIELD_KEYS="t2:MTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTE=,"
    "t1:MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
    BLIND_INDEX_KEY="MjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjI=",
)
for name in ("COURTFLOW_AS_OWNER", "DATABASE_OWNER_URL", "DEBUG", "ALLOWED_HOSTS"):
    os.environ.pop(name, None)

import django  # noqa: E402
from django.conf import settings  # noqa: E402

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
settings.STATIC_ROOT = None
django.setup()

from tests import thorough  # noqa: E402
from tests.browser import ARGUMENTS, MISSING, PATIENCE, find_browser, is_required  # noqa: E402
from tests.database import RUN, Run, Worker  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from psycopg2.extensions import connection as Connection
    from pytest_django.live_server_helper import LiveServer

ENGINE = Path(__file__).parent / "cases" / "engine"
run_key = pytest.StashKey[Run]()


# ---------------------------------------------------------------- the run


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process opens the run; its workers find it in their environment."""
    if not hasattr(config, "workerinput"):
        config.stash[run_key] = Run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The controlling process closes the run."""
    if run_key in config.stash:
        config.stash[run_key].end()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The engine's tests are those that also run on another version of PostgreSQL."""
    thorough.mark(items)
    for item in items:
        if ENGINE in item.path.parents:
            item.add_marker("postgres_other")


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: never search it for garbage again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say on which PostgreSQL the tests ran, and loudly what could not run."""
    folder = Path(os.environ.get(RUN, ""))
    if (folder / "major").is_file():
        terminalreporter.write_line(f"on PostgreSQL {(folder / 'major').read_text()}")
    skipped = terminalreporter.stats.get("skipped", [])
    if any(MISSING in str(report.longrepr) for report in skipped):
        terminalreporter.write_sep("!", "not everything ran", red=True, bold=True)
        terminalreporter.write_line(MISSING, red=True, bold=True)


# ---------------------------------------------------------------- databases


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[Worker]:
    """This worker's own database and Valkey number, made when first asked for."""
    name = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock():
        found = Worker(name)
    yield found
    found.leave()


@pytest.fixture(scope="session")
def django_db_setup(worker: Worker) -> Iterator[None]:
    """In place of pytest-django's: Django is connected to the worker's database already."""
    from django.test import TransactionTestCase

    kept = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda self: worker.clean()
    yield
    TransactionTestCase._fixture_teardown = kept


@pytest.fixture(autouse=True)
def _empty_queue(request: pytest.FixtureRequest) -> Iterator[None]:
    """No queued task and no cached value outlives a test."""
    yield
    if "django_db_setup" in request.fixturenames:
        request.getfixturevalue("worker").empty_queue()


@pytest.fixture
def admin_dsn(worker: Worker) -> str:
    """The worker's database as the administrator, who is bound by no rights of the application."""
    return worker.admin_dsn


@pytest.fixture
def second_connection(
    worker: Worker, transactional_db: None
) -> Iterator[Callable[[], "Connection"]]:
    """Opens further connections of the application's role, for races of two."""
    import psycopg2

    opened: list[Connection] = []

    def open_one() -> "Connection":
        opened.append(psycopg2.connect(worker.app_dsn))
        return opened[-1]

    yield open_one
    for connection in opened:
        connection.close()


@pytest.fixture(autouse=True, scope="session")
def _files_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What people hand in lies where the run's other files do."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("files")


# ---------------------------------------------------------------- pages


@pytest.fixture
def live(live_server: "LiveServer") -> "LiveServer":
    """The application on a loopback port, on the worker's database; `live.url` is its address."""
    return live_server


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """A browser for the whole run of this worker."""
    program = find_browser()
    if program is None:
        (pytest.fail if is_required() else pytest.skip)(MISSING)
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: "Browser", live: "LiveServer") -> Iterator["Page"]:
    """A fresh window on the live application: `page.goto("/")`."""
    context = browser.new_context(base_url=live.url, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()
