"""The addresses of the pages."""

from django.urls import path

from acuerdo.faces.web import agreement_list, agreement_page, draft_page, language_menu, today, token_page

urlpatterns = [
    path("", today.show, name="today"),
    path("language", language_menu.choose, name="language"),
    path("account/tokens/", token_page.show, name="tokens"),
    path("account/tokens/make", token_page.make, name="token_make"),
    path("account/tokens/<int:token>/revoke", token_page.revoke, name="token_revoke"),
    path("agreements/", agreement_list.show, name="agreements"),
    path("agreements/<slug:key>", agreement_page.show, name="agreement"),
    path("agreements/<slug:key>/draft", draft_page.show, name="draft"),
    path("agreements/<slug:key>/draft/check", draft_page.check, name="draft_check"),
    path("agreements/<slug:key>/draft/save", draft_page.save, name="draft_save"),
    path("agreements/<slug:key>/answer", agreement_page.answer, name="answer"),
]
