"""The part of JSON Schema that our description uses: a value and a schema in, faults out."""

from __future__ import annotations

_TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def faults_of(value, schema, known, where="$"):
    """Every place at which a value does not fit its schema."""
    if "$ref" in schema:
        return faults_of(value, known[schema["$ref"].rsplit("/", 1)[1]], known, where)
    if "oneOf" in schema:
        found = [faults_of(value, option, known, where) for option in schema["oneOf"]]
        return [] if [] in found else min(found, key=len)
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{where}: {value!r} is not listed"]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(_is_a(value, kind) for kind in kinds):
        return [f"{where}: {value!r} is no {kinds}"]
    if isinstance(value, list):
        items = schema.get("items", {})
        return [
            fault
            for index, item in enumerate(value)
            for fault in faults_of(item, items, known, f"{where}[{index}]")
        ]
    if isinstance(value, dict):
        return _members(value, schema, known, where)
    return []


def _members(value, schema, known, where):
    faults = [f"{where}: lacks {name}" for name in schema.get("required", ()) if name not in value]
    for name, member in value.items():
        inner = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
        if isinstance(inner, dict):
            faults += faults_of(member, inner, known, f"{where}.{name}")
    return faults


def _is_a(value, kind):
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])
