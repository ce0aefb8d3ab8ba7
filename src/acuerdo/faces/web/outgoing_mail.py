"""Whether letters leave this installation."""

from django.conf import settings


def mail_is_set_up() -> bool:
    """Say whether a mail server is set; without one, what letters would say is shown to whoever caused them."""
    return bool(settings.EMAIL_HOST)
