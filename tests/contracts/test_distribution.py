"""What `pip install gongkai` brings."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_every_file_of_the_package(wheel: Path) -> None:
    source = ROOT / "src"
    ours = {
        path.relative_to(source).as_posix()
        for path in (source / "gongkai").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert ours <= inside, sorted(ours - inside)
    assert "gongkai/report/editions/2019.toml" in inside


def test_the_wheel_carries_nothing_but_the_package_and_its_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if not name.startswith(("gongkai/", "gongkai-"))]
    assert [name for name in names if name.endswith("licenses/LICENSE")]


def test_the_base_needs_few_libraries() -> None:
    assert len(PROJECT["dependencies"]) <= 4


def test_the_extras_are_those_that_messages_name() -> None:
    assert sorted(PROJECT["optional-dependencies"]) == ["cluster", "corpus", "pdf", "platform", "privacy"]
