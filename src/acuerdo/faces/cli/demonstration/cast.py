"""Who is in the demo: Norte, whom it serves and who serves it, where they are, and who they are."""

from dataclasses import dataclass

from acuerdo.apps.parties.roles import PartyKind, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyData:
    """A company of the demo, with its sites: key, name and address."""

    key: str
    kind: PartyKind
    name: str
    language: str
    time_zone: str
    sites: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData:
    """Somebody of the demo; `word` is the first part of the address, `customer` the one for whom a role holds."""

    word: str
    party: str
    name: str
    role: Role
    language: str
    customer: str = ""

    @property
    def email(self) -> str:
        """The address with which the person signs in."""
        return f"{self.word}@{self.party}.example"


PARTIES = (
    PartyData(
        key="norte",
        kind=PartyKind.PROVIDER,
        name="Norte MSP",
        language="es",
        time_zone="Europe/Madrid",
    ),
    PartyData(
        key="sur",
        kind=PartyKind.CUSTOMER,
        name="Distribuciones Sur",
        language="es",
        time_zone="Europe/Madrid",
        sites=(("madrid", "Oficina central", "Calle de Alcalá 210, Madrid"), ("toledo", "Almacén de Toledo", "")),
    ),
    PartyData(
        key="volga",
        kind=PartyKind.CUSTOMER,
        name="Волга",
        language="ru",
        time_zone="Europe/Samara",
        sites=(("samara", "Офис в Самаре", "Самара, Ленинградская улица, 40"), ("kazan", "Склад в Казани", "")),
    ),
    PartyData(
        key="lakes",
        kind=PartyKind.CUSTOMER,
        name="Lakes Retail",
        language="en",
        time_zone="Europe/London",
        sites=(("kendal", "Kendal shop", "12 Highgate, Kendal"), ("leeds", "Leeds shop and warehouse", "")),
    ),
    PartyData(key="fibra", kind=PartyKind.SUPPLIER, name="Fibra Ibérica", language="es", time_zone="Europe/Madrid"),
)

FIRST = PersonData(word="ana", party="norte", name="Ana Vidal", role=Role.CONTRACT_MANAGER, language="es")
"""Who is there before anybody can be invited."""

PEOPLE = (
    PersonData(word="lucia", party="norte", name="Lucía Ríos", role=Role.DELIVERY_MANAGER, language="es"),
    PersonData(
        word="pavel", party="norte", name="Павел Орлов", role=Role.ACCOUNT_MANAGER, language="ru", customer="volga"
    ),
    PersonData(word="marta", party="norte", name="Marta Sanz", role=Role.SERVICE_OWNER, language="es"),
    PersonData(word="ines", party="norte", name="Inés Prado", role=Role.TEAM_LEAD, language="es"),
    PersonData(word="tomas", party="norte", name="Tomás Gil", role=Role.TECHNICIAN, language="es", customer="sur"),
    PersonData(word="andres", party="norte", name="Andrés Mora", role=Role.TECHNICIAN, language="es"),
    PersonData(word="oleg", party="norte", name="Олег Титов", role=Role.TECHNICIAN, language="ru", customer="volga"),
    PersonData(word="kate", party="norte", name="Kate Doyle", role=Role.TECHNICIAN, language="en", customer="lakes"),
    PersonData(word="diego", party="norte", name="Diego Luna", role=Role.EXECUTIVE, language="es"),
    PersonData(word="nora", party="norte", name="Nora Klein", role=Role.AUDITOR, language="en"),
    PersonData(word="boris", party="sur", name="Boris Ferrer", role=Role.SPONSOR, language="es"),
    PersonData(word="elena", party="sur", name="Elena Pons", role=Role.CUSTOMER_CONTACT, language="es"),
    PersonData(word="carla", party="sur", name="Carla Ruiz", role=Role.USER, language="es"),
    PersonData(word="vera", party="volga", name="Вера Соколова", role=Role.SPONSOR, language="ru"),
    PersonData(word="igor", party="volga", name="Игорь Лебедев", role=Role.EXECUTIVE, language="ru"),
    PersonData(word="grace", party="lakes", name="Grace Hall", role=Role.SPONSOR, language="en"),
    PersonData(word="owen", party="lakes", name="Owen Price", role=Role.AUDITOR, language="en"),
    PersonData(word="raul", party="fibra", name="Raúl Costa", role=Role.SUPPLIER_REPRESENTATIVE, language="es"),
)

TEAMS = (
    ("desk", "Mesa de ayuda", ("ines", "tomas", "andres")),
    ("networks", "Redes y servidores", ("marta", "andres")),
    ("volga", "Поддержка Волги", ("oleg",)),
    ("lakes", "Lakes desk", ("kate",)),
)
"""Key, name and people of the provider's teams; the first one leads."""
