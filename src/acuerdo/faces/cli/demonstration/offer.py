"""What Norte offers: its services, in the customer's words, in three languages."""

from dataclasses import dataclass
from decimal import Decimal

from acuerdo.apps.catalogue.commands import ServiceChange
from acuerdo.apps.catalogue.shapes import Cost


def _said(english: str, spanish: str, russian: str) -> dict[str, str]:
    return {"en": english, "es": spanish, "ru": russian}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceData:
    """A service of the demo: its texts in English, Spanish and Russian, what it costs (`18/user`), what it needs."""

    key: str
    name: tuple[str, str, str]
    description: tuple[str, str, str]
    cost: str
    needs: tuple[str, ...] = ()
    prerequisite: tuple[str, str, str] | None = None

    def as_change(self, owner: str) -> ServiceChange:
        """Return it as the catalogue takes it."""
        amount, _, per = self.cost.partition("/")
        return ServiceChange(
            name=_said(*self.name),
            description=_said(*self.description),
            prerequisites=() if self.prerequisite is None else (_said(*self.prerequisite),),
            owner=owner,
            cost=Cost(amount=Decimal(amount), currency="EUR", per=per),
            needs=self.needs,
        )


SERVICES = (
    ServiceData(
        key="networks",
        name=("Networks and lines", "Redes y líneas", "Сети и каналы связи"),
        description=(
            "Your sites stay connected: firewall, Wi-Fi, cabling and the lines of your operators.",
            "Sus centros siguen conectados: cortafuegos, wifi, cableado y las líneas de sus operadores.",
            "Ваши площадки остаются на связи: межсетевой экран, Wi-Fi, кабели и каналы операторов.",
        ),
        cost="140/site",
        prerequisite=(
            "A contract with a line operator at each site.",
            "Un contrato con un operador de líneas en cada centro.",
            "Договор с оператором связи на каждой площадке.",
        ),
    ),
    ServiceData(
        key="accounts",
        name=("Accounts and access", "Cuentas y accesos", "Учётные записи и доступ"),
        description=(
            "People get in on their first day and nobody gets in after their last.",
            "Las personas entran desde su primer día y nadie entra después del último.",
            "Сотрудники входят с первого дня, и никто не входит после последнего.",
        ),
        cost="4/user",
    ),
    ServiceData(
        key="desk",
        name=("Service desk", "Mesa de ayuda", "Служба поддержки"),
        description=(
            "One place to call or write to, for every question and every fault of the workplace.",
            "Un único sitio al que llamar o escribir, para cada duda y cada fallo del puesto de trabajo.",
            "Одно место, куда звонить или писать с любым вопросом и любой неисправностью рабочего места.",
        ),
        cost="18/user",
        needs=("accounts",),
    ),
    ServiceData(
        key="workplace",
        name=("Managed workplace", "Puesto de trabajo gestionado", "Управляемое рабочее место"),
        description=(
            "A laptop that works, is kept up to date, and is replaced when it breaks.",
            "Un portátil que funciona, se mantiene al día y se sustituye cuando se rompe.",
            "Исправный ноутбук с обновлениями, который заменяют, если он сломался.",
        ),
        cost="32/asset",
        needs=("accounts", "desk"),
    ),
    ServiceData(
        key="mail",
        name=("Mail and calendar", "Correo y calendario", "Почта и календарь"),
        description=(
            "Mail, calendars and shared mailboxes, with protection against fraud.",
            "Correo, calendarios y buzones compartidos, con protección contra el fraude.",
            "Почта, календари и общие ящики с защитой от мошенничества.",
        ),
        cost="6/user",
        needs=("accounts",),
    ),
    ServiceData(
        key="backup",
        name=("Backup and restore", "Copias y restauración", "Резервное копирование"),
        description=(
            "Your data is copied every night, kept in another place, and restored when you ask.",
            "Sus datos se copian cada noche, se guardan en otro lugar y se restauran cuando lo pide.",
            "Ваши данные копируются каждую ночь, хранятся в другом месте и восстанавливаются по запросу.",
        ),
        cost="95/month",
        needs=("networks",),
    ),
    ServiceData(
        key="servers",
        name=("Servers", "Servidores", "Серверы"),
        description=(
            "Your servers run, are watched day and night, and are patched at agreed times.",
            "Sus servidores funcionan, se vigilan día y noche y se actualizan cuando se acuerda.",
            "Ваши серверы работают, наблюдаются круглосуточно и обновляются в согласованное время.",
        ),
        cost="120/asset",
        needs=("networks", "backup"),
    ),
    ServiceData(
        key="erp",
        name=("ERP", "ERP", "ERP-система"),
        description=(
            "The program with which you buy, sell and invoice stays up, with its data.",
            "El programa con el que compra, vende y factura sigue en marcha, con sus datos.",
            "Программа, в которой вы покупаете, продаёте и выставляете счета, работает и хранит данные.",
        ),
        cost="480/month",
        needs=("servers",),
        prerequisite=(
            "A support contract with the maker of the program.",
            "Un contrato de soporte con el fabricante del programa.",
            "Договор о поддержке с разработчиком программы.",
        ),
    ),
    ServiceData(
        key="tills",
        name=("Points of sale", "Terminales de venta", "Кассы"),
        description=(
            "Your shops can sell: tills, card readers and their program.",
            "Sus tiendas pueden vender: cajas, datáfonos y su aplicación.",
            "Ваши магазины могут продавать: кассы, терминалы и их программа.",
        ),
        cost="55/asset",
        needs=("networks",),
    ),
    ServiceData(
        key="telephony",
        name=("Telephony", "Telefonía", "Телефония"),
        description=(
            "Your customers reach you by telephone, and you reach them.",
            "Sus clientes le encuentran por teléfono, y usted a ellos.",
            "Клиенты могут дозвониться до вас, а вы — до них.",
        ),
        cost="9/user",
        needs=("networks",),
    ),
    ServiceData(
        key="security",
        name=("Watch for attacks", "Vigilancia de ataques", "Наблюдение за атаками"),
        description=(
            "Somebody looks for intruders at every hour, and acts when there is one.",
            "Alguien busca intrusos a todas horas y actúa cuando hay uno.",
            "Специалисты ищут вторжения круглосуточно и действуют, если они есть.",
        ),
        cost="7/user",
        needs=("accounts", "networks"),
    ),
    ServiceData(
        key="training",
        name=("Training", "Formación", "Обучение"),
        description=(
            "Your people learn to work with their tools, in their language.",
            "Su gente aprende a trabajar con sus herramientas, en su idioma.",
            "Ваши сотрудники учатся работать со своими программами на своём языке.",
        ),
        cost="240/day",
    ),
    ServiceData(
        key="fax",
        name=("Fax to mail", "Fax a correo", "Факс в почту"),
        description=(
            "Faxes arrive as mail.",
            "Los faxes llegan como correo.",
            "Факсы приходят по почте.",
        ),
        cost="5/month",
        needs=("telephony",),
    ),
)
RETIRED = "fax"
"""What is no longer offered."""
