"""What the catalogue refuses."""


class CatalogueRefused(ValueError):  # a refusal is named by what is wrong, as everywhere in the product
    """Something that cannot be done to the catalogue.

    `code` is stable: `odd_key`, `service_taken`, `service_changed_meanwhile`, `no_name`, `long_text`, `too_many`,
    `odd_cost`, `unknown_service`, `in_a_circle`, `still_needed`, `other_level`, `level_unchanged`,
    `level_changed_meanwhile`.
    """

    def __init__(self, code: str, found: str, expected: str) -> None:
        self.code = code
        self.found = found
        self.expected = expected
        super().__init__(f"{code}: found {found}, expected {expected}")
