"""Many reports at once: read a folder into a store of Parquet files, check, query and export it; measure accuracy.

A store is a folder (named `STORE.parquet` by custom) of shards, each the tables of a few hundred files; see `schema`.
Names are loaded when first used: pyarrow and DuckDB come with the extra `corpus`, Dask with `cluster`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongkai.report.corpus.exports import export
    from gongkai.report.corpus.ingestion import IngestSummary, Progress, ingest
    from gongkai.report.corpus.queries import Answer, query
    from gongkai.report.corpus.survey import Survey, check

__all__ = ["Answer", "IngestSummary", "Progress", "Survey", "check", "export", "ingest", "query"]

_HOME = {
    "Answer": "queries", "IngestSummary": "ingestion", "Progress": "ingestion", "Survey": "survey", "check": "survey",
    "export": "exports", "ingest": "ingestion", "query": "queries",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
