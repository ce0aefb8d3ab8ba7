"""The addresses of the pages."""

from django.urls import path

from acuerdo.faces.web import (
    agreement_list,
    agreement_page,
    catalogue_pages,
    draft_page,
    language_menu,
    level_pages,
    scope_pages,
    today,
    token_page,
    wellbeing,
)

urlpatterns = [
    path("", today.show, name="today"),
    path("health/live", wellbeing.live, name="live"),
    path("health/ready", wellbeing.ready, name="ready"),
    path("metrics", wellbeing.metrics, name="metrics"),
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
    path("agreements/<slug:key>/scope", scope_pages.agreement, name="scope"),
    path("agreements/<slug:key>/levels", level_pages.distance, name="distance"),
    path("catalogue/", catalogue_pages.show, name="catalogue"),
    path("catalogue/services/<slug:key>", catalogue_pages.service, name="service"),
    path("catalogue/services/<slug:key>/retire", catalogue_pages.retire, name="service_retire"),
    path("catalogue/levels/adopt", catalogue_pages.adopt, name="levels_adopt"),
    path("catalogue/levels/", level_pages.compare, name="levels_compared"),
    path("catalogue/levels/<slug:key>", level_pages.show, name="level"),
    path("catalogue/uses/", scope_pages.uses, name="uses"),
    path("catalogue/uses/add", scope_pages.add, name="use_add"),
    path("catalogue/uses/forget", scope_pages.forget, name="use_forget"),
    path("catalogue/uses/list", scope_pages.take, name="use_list"),
]
