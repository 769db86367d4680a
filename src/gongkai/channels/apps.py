"""The app's name and label."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Websites, columns, accounts, readings and traffic."""

    name = "gongkai.channels"
    label = "gk_channels"
    verbose_name = "发布渠道"

    def ready(self) -> None:
        """Hand over what the app declares of figures."""
        from gongkai.channels import figures
        from gongkai.figures import registry

        registry.register(self.label, figures.declared())
