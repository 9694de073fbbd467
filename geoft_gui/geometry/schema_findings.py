"""What the document model refuses, said to a designer."""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .findings import Finding, pointer_to

MAX_FINDINGS = 50
"""More than a reader takes in; what goes beyond is counted in one last finding."""

_NOUNS = {
    "boolean_union": "a union",
    "boolean_difference": "a difference",
    "boolean_intersection": "an intersection",
    "assembly": "an assembly",
    "corners": "a corner pattern",
    "grid": "a grid pattern",
    "circle": "a circle pattern",
    "line": "a line pattern",
}


def schema_findings(error: ValidationError, value: object) -> list[Finding]:
    """One finding for each thing that is wrong in `value`, which the model refused with `error`."""
    details = error.errors(include_url=False, include_input=False)
    found = list(_findings(details[: 2 * MAX_FINDINGS], value))[:MAX_FINDINGS]
    more = len(details) - len(found)
    if len(details) > 2 * MAX_FINDINGS or len(found) == MAX_FINDINGS:
        found.append(Finding("more_problems", "", f"There are {more:,} more problems like these."))
    return found


def _findings(details: Sequence[ErrorDetails], value: object) -> Iterator[Finding]:
    for detail in details:
        path, owner, given = _locate(detail["loc"], value)
        if detail["type"] == "too_short" and isinstance(given, list) and len(given) >= 2:
            continue  # The model counts only valid items; the invalid ones have findings of their own.
        yield Finding(detail["type"], pointer_to(path), _sentence(detail, path, owner, given))


def _locate(location: tuple[int | str, ...], value: object) -> tuple[list[str | int], str, object]:
    """The path to a problem without the model's union tags, what it belongs to, and the value there.

    Where the model chooses among kinds (the document, an item of a list, a pattern) its locations
    name the chosen kind between two steps; those names are left out.
    """
    path: list[str | int] = []
    owner = "this document"
    chosen = True
    for step in location:
        kind = value.get("type") if isinstance(value, Mapping) else None
        if chosen and isinstance(kind, str):
            owner = _noun(kind)
            if step == kind:
                chosen = False
                continue
        path.append(step)
        value = _child(value, step)
        chosen = isinstance(step, int) or step == "pattern"
    return path, owner, value


def _child(value: object, step: int | str) -> object:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, Sequence) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _noun(kind: str) -> str:
    return _NOUNS.get(kind) or f"a {kind[:40]}"


def _sentence(detail: ErrorDetails, path: Sequence[str | int], owner: str, given: object) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    subject = owner[0].upper() + owner[1:]
    key = str(path[-1])[:40].replace("_", " ") if path else ""
    match kind:
        case "missing":
            article = "" if key.endswith("s") else "an " if key[0] in "aeiou" else "a "
            return f"{subject} needs {article}{key}."
        case "extra_forbidden":
            return f"{subject} has no “{key}” here."
        case "one_missing":
            return f"{subject} needs {context['keys'].replace('_', ' ')}."
        case "too_many":
            return f"{subject} has both {context['given'].replace('_', ' ')}: say only one of them."
        case "union_tag_not_found":
            return "Its type is missing."
        case "union_tag_invalid":
            known = context["expected_tags"].replace("'", "")
            return f"“{str(context['tag'])[:40]}” is not a type that can stand here; known are {known}."
        case "literal_error":
            expected = context["expected"].replace("'", "")
            return f"{key.capitalize()} can be {expected}."
        case "float_type" if isinstance(given, int) and not isinstance(given, bool):
            return f"{key.capitalize()} is far too large."
        case "float_type":
            return f"{key.capitalize()} must be a number."
        case "int_type" | "int_from_float":
            return f"{key.capitalize()} must be a whole number."
        case "finite_number":
            return f"{key.capitalize()} must be a finite number."
        case "greater_than_equal":
            limit = context["ge"]
            if limit == 0.001 and isinstance(given, int | float) and given <= 0:
                return f"{key.capitalize()} must be more than 0."
            return f"{key.capitalize()} must be at least {limit:,.10g}."
        case "less_than_equal":
            return f"{key.capitalize()} must be at most {context['le']:,.10g}."
        case "string_type":
            return f"{key.capitalize()} must be a word."
        case "string_too_short":
            return f"{key.capitalize()} must not be empty."
        case "string_too_long":
            return f"{key.capitalize()} must have at most {context['max_length']} characters."
        case "too_short":
            return f"{subject} needs at least {context['min_length']} {key}."
        case "too_long":
            return f"{subject} can have at most {context['max_length']} {key}."
        case "tuple_type":
            return f"{key.capitalize()} must be a list."
        case "model_attributes_type":
            where = f"Every item of {path[-2]}" if _is_item(path) else key.capitalize() or "A document"
            return f"{where} must be an object with a type."
        case "model_type":
            return f"{key.capitalize()} must be an object."
        case "string_unicode":
            return f"{key.capitalize() or 'A key'} has a character that does not exist."
        case _:
            return f"{detail['msg']}."


def _is_item(path: Sequence[str | int]) -> bool:
    return len(path) > 1 and isinstance(path[-1], int)
