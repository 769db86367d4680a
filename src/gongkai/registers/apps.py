"""The app's name and label."""

from django.apps import AppConfig

from gongkai.ledger.guards import Guard


class RegistersConfig(AppConfig):
    """The registers behind table two."""

    name = "gongkai.registers"
    label = "gk_registers"
    verbose_name = "登记簿"
    #: What happened to a document, and what was changed in a register and why, is never changed.
    append_only = (Guard("gk_registers_change"),)

    def ready(self) -> None:
        """Hand over what the app declares of figures."""
        from gongkai.figures import registry
        from gongkai.registers import figures

        registry.register(self.label, figures.declared())
