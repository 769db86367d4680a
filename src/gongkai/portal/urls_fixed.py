"""Addresses that are the same in every language: files, and what programs ask for."""

from django.urls import path, re_path

from gongkai.portal import views

urlpatterns = [
    path("r/<slug:body>/<year:year>.<format:to>", views.download, name="download"),
    path("r/<slug:body>/<year:year>/v/<int:number>.<format:to>", views.version_download, name="version_download"),
    re_path(r"^registers/(?P<body>[-\w]+)/(?P<name>[-\w]+)\.(?P<to>csv|json)$", views.open_data, name="open_data"),
    re_path(r"^documents/(?P<body>[-\w]+)\.(?P<to>csv|json)$", views.documents_data, name="documents_data"),
    path("robots.txt", views.robots),
    path(".well-known/security.txt", views.security),
]
