"""The app's name and label."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The founding zone and the sample."""

    name = "gongkai.demo"
    label = "gk_demo"
