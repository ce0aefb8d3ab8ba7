"""The addresses of the pages."""

from django.urls import path

from acuerdo.faces.web import today

urlpatterns = [path("", today.show, name="today")]
