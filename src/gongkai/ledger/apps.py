"""The app's name and label; its guards are put up again after every migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from gongkai.ledger.guards import Guard, after_migrate


class LedgerConfig(AppConfig):
    """The ledger."""

    name = "gongkai.ledger"
    label = "gk_ledger"
    verbose_name = "台账"
    #: Any app may declare such tables; a migration of its own puts them up first.
    append_only = (Guard("gk_ledger_entry", once=("position", "previous", "hash")), Guard("gk_ledger_head"))

    def ready(self) -> None:
        """SQLite drops a table's triggers when it is altered, so every migration ends with putting them up."""
        post_migrate.connect(after_migrate)
