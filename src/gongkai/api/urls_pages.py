"""The description of the programming interface, in Chinese and in English."""

from django.urls import path

from gongkai.api import views

app_name = "api"
urlpatterns = [path("", views.description, name="description")]
