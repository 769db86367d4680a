"""Addresses of files, the same for everybody."""

from django.urls import path

from gongkai.publications.views import files

app_name = "gk_files"

urlpatterns = [path("<str:uid>/<str:name>", files.file, name="file")]
