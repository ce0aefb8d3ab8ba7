"""The languages of the product."""

from enum import StrEnum


class Language(StrEnum):
    """A language in which Acuerdo speaks; its value is the ISO 639-1 code.

    >>> Language("es") is Language.ES
    True
    """

    EN = "en"
    ES = "es"
    RU = "ru"

    @property
    def locale_code(self) -> str:
        """The CLDR locale that writes numbers and dates: days before months and 24 hours in all three.

        >>> Language.EN.locale_code
        'en_GB'
        """
        return _LOCALE_CODES[self]


_LOCALE_CODES = {Language.EN: "en_GB", Language.ES: "es_ES", Language.RU: "ru_RU"}
