"""The agreements of the demo as documents: what both sides wrote into them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What an agreement of the demo begins with; the rest follows as it is."""

    key: str
    customer: tuple[str, str]
    title: str
    language: str
    zone: str
    term: str
    level: str
    rest: str

    def written(self) -> str:
        """Write the document."""
        return (
            f"acuerdo: 1\nid: {self.key}\ntitle: {self.title}\nlanguage: {self.language}\ntime_zone: {self.zone}\n"
            "currency: EUR\nparties:\n  provider: {id: norte, name: Norte MSP}\n"
            f"  customer: {{id: {self.customer[0]}, name: {self.customer[1]}}}\n"
            f"term: {self.term}\nbased_on: {self.level}   # the overrides of this customer follow\n{self.rest}"
        )


def term(first: date, last: date, renewal: str = "tacit", notice: str = "60d") -> str:
    """Write a term, both dates inclusive."""
    return f"{{from: {first}, to: {last}, renewal: {renewal}, notice: {notice}}}"


SERVED = "{es: Servicios gestionados de TI, en: Managed IT services, ru: Управляемые ИТ-услуги}"
HELPED = "{es: Soporte de TI, en: IT support, ru: ИТ-поддержка}"
LINES = "{es: Redes y líneas, en: Networks and lines, ru: Сети и каналы связи}"
SHOPS = "{es: Piloto de tiendas, en: Pilot of the shops, ru: Пилотный проект в магазинах}"
CALLS = "{es: Telefonía, en: Telephony, ru: Телефония}"
COPIES = "{es: Copias de seguridad, en: Backup, ru: Резервное копирование}"

USES = """\
customer;service;since;note
sur;desk;2025-01-01;
sur;erp;2025-01-01;
sur;networks;2025-01-01;
sur;telephony;2025-03-01;Factura de la centralita
volga;mail;2025-05-12;Лицензии в отчёте поставщика
lakes;tills;2025-06-01;
lakes;security;2025-09-15;Alerts arrive every week
volga;telephony;2025-09-01;Звонки через сервер в Самаре
lakes;networks;2025-11-03;Two routers on the invoice
"""


TILLS = {
    "TILLS_SERVICE": """\
  - {id: tills, name: {en: Points of sale, es: Terminales de venta, ru: Кассы}, calendar: shop-hours}""",
    "TILLS_PROMISES": """\
  - id: till-answer
    title: {en: Answer to the shop, es: Respuesta a la tienda, ru: Ответ магазину}
    measure: first_response
    applies_to: {service: tills}
    calendar: shop-hours
    within: {P1: 20m, P2: 90m, P3: 6h}
    warn_at: [50%, 80%]
    binding: guarantee
    at_least: 90%
    period: month
    min_sample: 10
  - id: till-works
    title: {en: Till works again, es: La caja vuelve a funcionar, ru: Касса снова работает}
    measure: resolution
    applies_to: {service: tills}
    calendar: shop-hours
    within: {P1: 3h, P2: 8h, P3: 24h}
    pauses_in: [customer]
    warn_at: [50%, 80%]
    binding: guarantee
    at_least: 88%
    period: month
    min_sample: 10""",
}
"""What the agreement with Lakes says of tills, once the pilot is over."""


def rest_of(name: str, **values: str) -> str:
    """Return what an agreement says beyond its frame, with the given values in the places of their names."""
    text = (Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8")
    for place, value in values.items():
        text = text.replace(place, value)
    return text
