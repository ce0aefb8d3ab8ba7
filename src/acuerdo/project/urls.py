"""Every address of the application."""

from django.urls import include, path

from acuerdo.faces.api.entrance import interface

handler429 = "acuerdo.faces.web.throttles.show_slowed_down"

urlpatterns = [
    path("accounts/", include("acuerdo.faces.web.account_urls")),
    path("api/v1/", interface.urls),
    path("", include("acuerdo.faces.web.urls")),
]
