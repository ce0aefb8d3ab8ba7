"""Every address of the application."""

from django.urls import include, path

from acuerdo.faces.api.entrance import interface

handler400 = "acuerdo.faces.web.failures.show_unusable"
handler403 = "acuerdo.faces.web.failures.show_refused"
handler404 = "acuerdo.faces.web.failures.show_missing"
handler500 = "acuerdo.faces.web.failures.show_failure"
handler429 = "acuerdo.faces.web.throttles.show_slowed_down"

urlpatterns = [
    path("accounts/", include("acuerdo.faces.web.account_urls")),
    path("api/v1/", interface.urls),
    path("", include("acuerdo.faces.web.urls")),
]
