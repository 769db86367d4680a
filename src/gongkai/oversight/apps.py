"""The app's name and label."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Problems and measures, trainings, inspections, duty watch, assessment."""

    name = "gongkai.oversight"
    label = "gk_oversight"
    verbose_name = "监督保障"

    def ready(self) -> None:
        """Hand over what the app declares of figures."""
        from gongkai.figures import registry
        from gongkai.oversight import figures

        registry.register(self.label, figures.declared())
