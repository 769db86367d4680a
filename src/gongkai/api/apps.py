"""The app's name and label."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The public programming interface."""

    name = "gongkai.api"
    label = "gk_api"
