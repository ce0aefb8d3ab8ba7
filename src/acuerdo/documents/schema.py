"""The JSON Schema of an agreement document, for editors and other people's programs."""

from acuerdo.documents.shapes.agreement import AgreementShape


def agreement_schema() -> dict[str, object]:
    """Give the JSON Schema (draft 2020-12) of version 1 of the format.

    >>> agreement_schema()["title"]
    'Acuerdo agreement, version 1'
    """
    schema = AgreementShape.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Acuerdo agreement, version 1",
    }
