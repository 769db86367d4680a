"""Addresses of the ledger, below /office/."""

from django.urls import path

from gongkai.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.index, name="index"),
    path("verify/", views.verify, name="verify"),
    path("export/", views.export, name="export"),
]
