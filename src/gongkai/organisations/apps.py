"""The app's name and label."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Users and public bodies."""

    name = "gongkai.organisations"
    label = "gk_organisations"
