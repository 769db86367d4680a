"""The app's name and label."""

from django.apps import AppConfig

from gongkai.ledger.guards import Guard


class PublicationsConfig(AppConfig):
    """Publications, their reviews and their placements."""

    name = "gongkai.publications"
    label = "gk_publications"
    verbose_name = "信息发布"
    #: What was reviewed or evaluated, with which result, and what changed for which reason, is never changed.
    append_only = (
        Guard("gk_publications_review"),
        Guard("gk_publications_evaluation"),
        Guard("gk_publications_change"),
    )

    def ready(self) -> None:
        """Hand over what the app declares of figures."""
        from gongkai.figures import registry
        from gongkai.publications import figures

        registry.register(self.label, figures.declared())
