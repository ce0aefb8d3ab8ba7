"""Every address of the application."""

from django.urls import include, path

from acuerdo.faces.api.entrance import interface

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("api/v1/", interface.urls),
    path("", include("acuerdo.faces.web.urls")),
]
