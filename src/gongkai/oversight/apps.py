"""The app's name and label."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Problems and measures, trainings, inspections, duty watch, assessment."""

    name = "gongkai.oversight"
    label = "gk_oversight"
    verbose_name = "监督保障"
