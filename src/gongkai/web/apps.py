"""The project as an app: the templates that override Wagtail's, commands, and Wagtail apps arranged for us."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class WebConfig(AppConfig):
    """Settings, server, overrides."""

    name = "gongkai.web"
    label = "gk_web"


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's screens for users, with our forms: a person has one name here, not a first and a last one."""

    user_viewset = "gongkai.organisations.viewsets.UserViewSet"
