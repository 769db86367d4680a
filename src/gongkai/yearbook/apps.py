"""The app's name and label."""

from django.apps import AppConfig

from gongkai.ledger.guards import Guard


class YearbookConfig(AppConfig):
    """The annual report: compiled, reviewed, frozen, published, submitted and rolled up."""

    name = "gongkai.yearbook"
    label = "gk_yearbook"
    verbose_name = "年度报告"
    #: What was frozen and what was decided over it is never changed.
    append_only = (
        Guard("gk_yearbook_frozen"),
        Guard("gk_yearbook_frozencell"),
        Guard("gk_yearbook_reportreview"),
    )

    def ready(self) -> None:
        """Hand over the lists of records that a report's text can speak of, and what assessments ask of reports."""
        from gongkai.oversight import measures
        from gongkai.yearbook.narrative import providers, records
        from gongkai.yearbook.queries import scores

        for measure in scores.provided():
            measures.provide(measure)
        for provider in records.provided():
            providers.register(provider)
