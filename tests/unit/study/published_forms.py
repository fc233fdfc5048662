"""What the published forms demand of their descriptors, as JSON Schemas in our own words.

Frictionless Data, Data Package and Tabular Data Resource, version 1 (names, paths, fields);
World Wide Web Consortium, PROV-JSON, member submission of 2013 (relations and their keys);
Research Object Crate, RO-Crate Metadata Specification 1.1, 2020 (root and file entities).
"""

from __future__ import annotations

from typing import Any

_NAME = r"^[-a-z0-9._/]+$"
_PATH = r"^(?![./~])(?!.*\.\.).+$"
_LICENCES = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "anyOf": [{"required": ["name"]}, {"required": ["path"]}],
        "properties": {"name": {"pattern": r"^[-a-zA-Z0-9._]+$"}, "path": {"pattern": _PATH}},
    },
}
_SOURCES = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["title", "licence"],
        "properties": {"path": {"pattern": _PATH}},
    },
}
_FIELDS = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["name", "type", "title"],
        "properties": {"type": {"enum": ["any", "string", "number"]}},
    },
}

DATA_PACKAGE: dict[str, Any] = {
    "type": "object",
    "required": ["profile", "name", "resources", "licenses", "created"],
    "properties": {
        "profile": {"const": "data-package"},
        "name": {"type": "string", "pattern": _NAME},
        "created": {"pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"},
        "licenses": _LICENCES,
        "resources": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "path", "profile", "title", "mediatype"],
                "properties": {
                    "name": {"pattern": _NAME},
                    "path": {"pattern": _PATH},
                    "profile": {"enum": ["tabular-data-resource", "data-resource"]},
                    "licenses": _LICENCES,
                    "sources": _SOURCES,
                },
                "if": {"properties": {"profile": {"const": "tabular-data-resource"}}},
                "then": {
                    "required": ["schema", "encoding", "licenses"],
                    "properties": {
                        "schema": {"required": ["fields"], "properties": {"fields": _FIELDS}}
                    },
                },
            },
        },
    },
}

_QUALIFIED = r"^([A-Za-z_][\w.-]*:)[\w.-]+$"
_QNAME = {"type": "string", "pattern": _QUALIFIED}


def _records(required: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "propertyNames": {"pattern": _QUALIFIED},
        "additionalProperties": {
            "type": "object",
            "required": list(required),
            "propertyNames": {"pattern": r"^[A-Za-z_]\w*:\w+$"},
            "properties": required,
        },
    }


PROV_JSON: dict[str, Any] = {
    "type": "object",
    "required": ["prefix", "entity", "activity", "agent", "wasDerivedFrom"],
    "additionalProperties": False,
    "properties": {
        "prefix": {"type": "object", "additionalProperties": {"type": "string"}},
        "entity": _records({}),
        "activity": _records({}),
        "agent": _records({}),
        "wasAssociatedWith": _records({"prov:activity": _QNAME, "prov:agent": _QNAME}),
        "wasGeneratedBy": _records({"prov:entity": _QNAME, "prov:activity": _QNAME}),
        "wasDerivedFrom": _records({"prov:generatedEntity": _QNAME, "prov:usedEntity": _QNAME}),
        "hadMember": _records(
            {"prov:collection": _QNAME, "prov:entity": {"type": "array", "items": _QNAME}}
        ),
    },
}

_ENTITY = {
    "type": "object",
    "required": ["@id", "@type"],
    "properties": {"@id": {"type": "string", "pattern": r"^\S+$"}},
}

RO_CRATE: dict[str, Any] = {
    "type": "object",
    "required": ["@context", "@graph"],
    "properties": {
        "@context": {"const": "https://w3id.org/ro/crate/1.1/context"},
        "@graph": {
            "type": "array",
            "items": _ENTITY,
            "allOf": [
                {
                    "contains": {
                        "required": ["conformsTo", "about"],
                        "properties": {
                            "@id": {"const": "ro-crate-metadata.json"},
                            "@type": {"const": "CreativeWork"},
                        },
                    }
                },
                {
                    "contains": {
                        "required": ["name", "description", "datePublished", "license", "hasPart"],
                        "properties": {
                            "@id": {"const": "./"},
                            "@type": {"const": "Dataset"},
                            "datePublished": {"pattern": r"^\d{4}-\d{2}-\d{2}$"},
                        },
                    }
                },
            ],
        },
    },
}
