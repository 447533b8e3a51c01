"""An OpenAPI 3.1 description, used to judge questions as the real API would.

Works with the public description of the Personen API, and with `description.json` beside this file: the
small part of it that we use, in our own words, for where the public one is not at hand.
"""

import json
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

OWN = Path(__file__).with_name("description.json")
ROOT = "urn:brp"
QUESTION = "PersonenQuery"
SCHEMAS = "/components/schemas/"
AUTOMATIC = frozenset({"geheimhoudingPersoonsgegevens", "opschortingBijhouding", "rni", "verificatie"})

REASONS = {
    "required": ("required", "Parameter is verplicht."),
    "pattern": ("pattern", "Waarde voldoet niet aan patroon."),
    "format": ("date", "Waarde is geen geldige datum."),
    "minItems": ("minItems", "Array bevat te weinig items."),
    "maxItems": ("maxItems", "Array bevat te veel items."),
    "type": ("type", "Waarde is niet van het juiste type."),
}
OTHERWISE = ("value", "Waarde is niet toegestaan.")


class Description:
    def __init__(self, path: Path = OWN):
        self.schemas = json.loads(path.read_text())["components"]["schemas"]
        whole = Resource(contents={"components": {"schemas": self.schemas}}, specification=DRAFT202012)
        self.registry = Registry().with_resource(ROOT, whole)

    def errors_in(self, value, schema: str) -> list:
        """jsonschema's errors, in order of place."""
        validator = Draft202012Validator(
            {"$ref": f"{ROOT}#{SCHEMAS}{schema}"}, registry=self.registry, format_checker=FormatChecker()
        )
        return sorted(validator.iter_errors(value), key=lambda error: error.json_path)

    def complaints(self, question) -> list[dict]:
        """`invalidParams` for a question; empty when it is in order."""
        if not isinstance(question, dict):
            return [_param("body", "json", "Waarde is geen geldig object.")]
        kind = question.get("type")
        if kind is None:
            return [_param("type", "required", "Parameter is verplicht.")]
        schema = self._question_schema(kind)
        if schema is None:
            return [_param("type", "value", "Waarde is geen geldig zoek type.")]
        found = [param for error in self.errors_in(question, schema) for param in _params(error)]
        known = self.properties({"$ref": f"#{SCHEMAS}{schema}"})
        found += [_param(key, "unknownParam", "Parameter is niet verwacht.") for key in question if key not in known]
        return found or self._field_complaints(question)

    def answer_schema(self, kind: str) -> dict:
        """What one person in the answer to this kind of question looks like."""
        persons = self.properties({"$ref": f"#{SCHEMAS}{kind}Response"})["personen"]
        return persons[0]["items"]

    def properties(self, schema) -> dict[str, list]:
        """Name → its schemas, for every property a value can have, whichever of its forms it takes."""
        schema = self._resolve(schema)
        forms = [{"$ref": target} for target in schema.get("discriminator", {}).get("mapping", {}).values()]
        return self._own_properties({"allOf": [schema, *forms]})

    def _own_properties(self, schema):
        """As `properties`, without the forms of what it is derived from: those lead back to where we were."""
        schema = self._resolve(schema)
        found = {name: [part] for name, part in schema.get("properties", {}).items()}
        for part in (*schema.get("allOf", ()), *schema.get("oneOf", ())):
            for name, schemas in self._own_properties(part).items():
                found.setdefault(name, []).extend(schemas)
        return found

    def _resolve(self, schema):
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def _question_schema(self, kind):
        target = self.schemas[QUESTION]["discriminator"]["mapping"].get(kind) if isinstance(kind, str) else None
        return target and target.rsplit("/", 1)[1]

    def _field_complaints(self, question):
        person = self.answer_schema(question["type"])
        return [
            _param(f"fields.{place}", "fields", "Parameter bevat een niet bestaande veldnaam.")
            for place, path in enumerate(question["fields"])
            if not self._leads_somewhere(person, path.split("."))
        ]

    def _leads_somewhere(self, schema, steps):
        if steps[0] in AUTOMATIC:
            return False
        schemas = [schema]
        for step in steps:
            entries = [self._entry(schema) for schema in schemas]
            schemas = [found for entry in entries for found in self.properties(entry).get(step, ())]
            if not schemas or step == "inOnderzoek":
                return False
        return True

    def _entry(self, schema):
        """The schema of one entry where this is a list."""
        schema = self._resolve(schema)
        return schema.get("items", schema)


def _params(error):
    place = ".".join(str(step) for step in error.absolute_path)
    if error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        return [_param(f"{place}.{key}".lstrip("."), *REASONS["required"]) for key in missing]
    return [_param(place or "body", *REASONS.get(error.validator, OTHERWISE))]


def _param(name, code, reason):
    return {"name": name[:30], "code": code, "reason": reason}
