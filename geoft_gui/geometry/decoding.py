"""Text to a JSON value, safely: no text, however hostile, raises or takes long."""

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from .findings import Finding

MAX_CHARACTERS = 1_000_000
MAX_NESTING = 64
"""Brackets within brackets. The language itself needs about thirty."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A JSON value, or why there is none.

    `strict` says that the text is nothing but one JSON value. With `extra_text` the value is the
    first JSON object of a text that says more. No `finding` without a reason for it: a strict value
    has none.
    """

    value: object = None
    strict: bool = False
    extra_text: bool = False
    finding: Finding | None = None


class _Refused(ValueError):
    """JSON that Python would read, and that is not JSON or says two things at once."""


def decode(text: str) -> Decoded:
    """The JSON value in a text.

    Strict: NaN, Infinity and a key that stands twice in one object are refused. Where a text is not
    JSON, its first balanced object is looked for.
    """
    if not text.strip():
        return Decoded(finding=Finding("no_output", "", "There is no document here."))
    if len(text) > MAX_CHARACTERS:
        return Decoded(finding=_too_long(len(text)))
    problem = _nesting_problem(text)
    if problem is not None:
        return Decoded(finding=problem)
    value, problem = _load(text)
    if problem is None:
        return Decoded(value, strict=True)
    found = _first_object(text)
    if found is None or found == text.strip():
        return Decoded(finding=problem)
    value, inner_problem = _load(found)
    if inner_problem is not None:
        return Decoded(finding=problem)
    extra = Finding("extra_text", "", "There is more text here than one JSON object.")
    return Decoded(value, extra_text=True, finding=extra)


def _too_long(length: int) -> Finding:
    message = f"The document has {length:,} characters; at most {MAX_CHARACTERS:,} are read."
    return Finding("too_long", "", message)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        seen: set[str] = set()
        for twice, _ in pairs:
            if twice in seen:
                break
            seen.add(twice)
        raise _Refused(f"The key “{twice[:40]}” stands twice in one object.")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise _Refused(f"{name} is not a number that JSON knows.")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refuse_constant)


def _load(text: str) -> tuple[object, Finding | None]:
    try:
        return _DECODER.decode(text), None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        message = f"This is not JSON: {error.msg.lower()} at {where}."
        code = "truncated" if error.pos >= len(text.rstrip()) else "parse_fail"
        return None, Finding(code, "", message)
    except _Refused as refusal:
        return None, Finding("parse_fail", "", str(refusal))
    except ValueError:
        # Python refuses to convert integers of more than sys.get_int_max_str_digits() digits.
        return None, Finding("parse_fail", "", "A number here has too many digits.")


_STRUCTURE = re.compile(r'[][{}"]|\\.', re.DOTALL)


def _nesting_problem(text: str) -> Finding | None:
    if text.count("[") + text.count("{") <= MAX_NESTING:
        return None
    depth, in_string = 0, False
    for match in _STRUCTURE.finditer(text):
        token = match[0]
        if token == '"':
            in_string = not in_string
        elif in_string or token[0] == "\\":
            continue
        else:
            depth += 1 if token in "[{" else -1
            if depth > MAX_NESTING:
                message = f"The document is nested more than {MAX_NESTING} deep."
                return Finding("too_deep", "", message)
    return None


def _first_object(text: str) -> str | None:
    """The text from the first "{" to the "}" that closes it."""
    start = text.find("{")
    if start < 0:
        return None
    depth, in_string = 0, False
    for match in _STRUCTURE.finditer(text, start):
        token = match[0]
        if token == '"':
            in_string = not in_string
        elif in_string:
            continue
        elif token == "{":
            depth += 1
        elif token == "}":
            depth -= 1
            if depth == 0:
                return text[start : match.end()]
    return None
