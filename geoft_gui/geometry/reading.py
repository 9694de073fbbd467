"""Text to a document: whatever the text is, the answer is a document or findings."""

from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from .decoding import decode
from .document import MAX_DEPTH, Group, Part, from_object, group_depth
from .findings import Finding
from .long_form import from_long_form, is_long_form
from .schema_findings import schema_findings


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a text.

    `parses`: the text is one JSON value and nothing else but white space. `document` is None unless it
    matches the schema; a long-form text ("v1") is judged after its conversion. With `extra_text` the
    document is the first JSON object among other text, and `parses` is False.
    """

    parses: bool
    document: Part | Group | None
    findings: tuple[Finding, ...] = ()
    form: Literal["v1", "v2"] | None = None
    extra_text: bool = False


def read_document(text: str) -> Reading:
    """Read a document from text. Never raises, whatever the text."""
    decoded = decode(text)
    findings = [] if decoded.finding is None else [decoded.finding]
    if decoded.finding is not None and not decoded.extra_text:
        return Reading(False, None, tuple(findings))
    form: Literal["v1", "v2"] = "v2"
    document = None
    try:
        document = from_object(decoded.value)
    except ValidationError as error:
        if is_long_form(decoded.value):
            form = "v1"
            document, converted = _read_long_form(decoded.value)
            findings += converted
        else:
            findings += schema_findings(error, decoded.value)
    if document is not None and group_depth(document) > MAX_DEPTH:
        message = f"Groups are nested more than {MAX_DEPTH} deep."
        findings.append(Finding("too_deep", "", message))
        document = None
    return Reading(decoded.strict, document, tuple(findings), form, decoded.extra_text)


def _read_long_form(value: object) -> tuple[Part | Group | None, list[Finding]]:
    assert isinstance(value, dict)
    converted, found = from_long_form(value)
    findings = list(found)
    if any(finding.severity == "error" for finding in findings):
        return None, findings
    try:
        return from_object(converted), findings
    except ValidationError as error:
        return None, findings + schema_findings(error, converted)
