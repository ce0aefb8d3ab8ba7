"""The menu of languages."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from acuerdo.apps.parties.models import Person
from acuerdo.faces.web.languages import keep_language
from acuerdo.words import Language


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember the language that somebody chose, and go back to the page."""
    wanted, back = request.POST.get("language", ""), request.POST.get("next", "/")
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if allowed else "/")
    if wanted in list(Language):
        keep_language(response, request, wanted)
        if isinstance(request.user, Person):
            Person.objects.filter(pk=request.user.pk).update(language=wanted)
    return response
