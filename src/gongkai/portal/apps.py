"""The app's name and label, and the parts of its addresses."""

from django.apps import AppConfig
from django.urls import register_converter


class PortalConfig(AppConfig):
    """The public face."""

    name = "gongkai.portal"
    label = "gk_portal"

    def ready(self) -> None:
        """Make the parts of addresses known, once for all that name them."""
        from gongkai.portal.converters import FormatConverter, YearConverter

        register_converter(YearConverter, "year")
        register_converter(FormatConverter, "format")
