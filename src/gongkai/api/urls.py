"""Addresses of the programming interface; its page for people stands in `urls_pages`."""

from django.urls import path

from gongkai.api import views

urlpatterns = [
    path("openapi.json", views.openapi, name="openapi"),
    path("reports/check", views.check_reports),
    path("reports/read", views.read_report),
    path("submissions/", views.receive_submission),
    path("reports/<slug:body>/<year:year>", views.published_report),
]
