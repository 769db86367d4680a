"""The app's name and label."""

from django.apps import AppConfig


class YearbookConfig(AppConfig):
    """Annual reports as they are published."""

    name = "gongkai.yearbook"
    label = "gk_yearbook"
