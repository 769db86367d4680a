"""A cluster gives the same store as the processes of one machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_corpus_ingest import everything, write_reports

from gongkai.errors import GongkaiError
from gongkai.report.corpus import ingest

distributed = pytest.importorskip("distributed", reason="no Dask: pip install 'gongkai[cluster]'")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_local_cluster_makes_the_same_store_as_local_processes(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    write_reports(folder, 30)
    (folder / "letter.txt").write_text("这是一封信。", encoding="utf-8")
    ingest(folder, tmp_path / "here.parquet", workers=1)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True
    ) as cluster:  # fmt: skip
        summary = ingest(folder, tmp_path / "there.parquet", cluster=cluster.scheduler_address)
    assert (summary.reports, summary.unreadable) == (30, 1)
    assert everything(tmp_path / "there.parquet") == everything(tmp_path / "here.parquet")


def test_a_cluster_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    write_reports(tmp_path / "reports", 1)
    with pytest.raises(GongkaiError, match="连不上集群"):
        ingest(tmp_path / "reports", tmp_path / "store.parquet", cluster="tcp://127.0.0.1:1")
