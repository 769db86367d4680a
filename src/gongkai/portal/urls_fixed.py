"""Addresses that are the same in every language: files, and what programs ask for."""

from django.urls import path

from gongkai.portal import views

urlpatterns = [
    path("r/<slug:body>/<year:year>.<format:to>", views.download, name="download"),
    path("robots.txt", views.robots),
    path(".well-known/security.txt", views.security),
]
