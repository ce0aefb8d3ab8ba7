"""Messages to people, by the messengers that they keep."""

from uuid import UUID

from acuerdo.apps.alerts.messengers import BY, address_of
from acuerdo.apps.notices.shapes import Delivery
from acuerdo.apps.webhooks.addresses import AddressRefused
from acuerdo.faces.messaging import say
from acuerdo.faces.worker.deliveries import Undeliverable
from acuerdo.faces.worker.mail import letter_of
from acuerdo.surroundings import from_surroundings


def send(delivery: Delivery) -> None:
    """Send a letter by a messenger. Raises `Undeliverable` where that is gone, and whatever the service says."""
    address = address_of(UUID(str(delivery.body[BY])))
    if address is None:
        raise Undeliverable("no_messenger")
    letter = letter_of(delivery)
    try:
        say(address, letter.subject, letter.text, from_surroundings().webhook_networks)
    except AddressRefused as refused:
        raise Undeliverable(refused.code) from refused
