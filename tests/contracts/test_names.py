"""Nothing in the repository names a machine or a registry."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Written so that this file does not find itself.
FORBIDDEN = re.compile(
    r"/(?:work|root|home/\w+|Users/\w+)/|[.]library/|pypi[.](?:org|python)|pythonhosted|registry[.]npmjs|deb[.]debian[.]org"
    r"|--(?:extra-)?index-url|--find-links|--trusted-host".replace("[.]", r"\.")
)
BINARY = {".png", ".jpg", ".pdf", ".docx", ".xlsx", ".mo", ".ico", ".woff2", ".zip"}
# Flags of the compiler that keep host names out of the requirements stand in the script that calls it.
ALLOWED = {"tests/contracts/test_names.py"}


def files() -> list[Path]:
    """Every file that is or will be under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [
        ROOT / name for name in listed.stdout.split("\0") if name and name not in ALLOWED and (ROOT / name).is_file()
    ]


def test_no_two_files_of_the_tests_have_one_name() -> None:
    """They are no packages, so that Python would take one for the other, and run neither or the wrong one."""
    names = Counter(path.name for path in files() if path.is_relative_to(ROOT / "tests") and path.suffix == ".py")
    del names["conftest.py"]
    assert [name for name, count in names.items() if count > 1] == []


def test_no_file_names_a_path_of_a_machine_or_a_host_of_a_registry() -> None:
    found = []
    for path in files():
        if path.suffix in BINARY:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if match := FORBIDDEN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match[0]}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_requirements_pin_every_package_with_hashes_and_name_no_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==[^ ]+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_smaller_requirements_are_part_of_the_developers_set() -> None:
    pins = {
        path.stem: set(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^ ]+)", path.read_text(), flags=re.MULTILINE))
        for path in (ROOT / "requirements").glob("*.txt")
    }
    assert len(pins) == 8
    for name, pinned in pins.items():
        assert pinned <= pins["dev"], f"{name}: {sorted(pinned - pins['dev'])}"


def test_there_is_no_lock_file_that_records_addresses() -> None:
    assert not [
        path for path in files() if path.name in {"uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json"}
    ]
