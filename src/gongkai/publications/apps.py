"""The app's name and label."""

from django.apps import AppConfig

from gongkai.ledger.guards import Guard


class PublicationsConfig(AppConfig):
    """Publications, their reviews and their placements."""

    name = "gongkai.publications"
    label = "gk_publications"
    verbose_name = "信息发布"
    #: What was reviewed, and with which result, is never changed.
    append_only = (Guard("gk_publications_review"),)
