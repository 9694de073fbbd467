"""A provider's own rules for rows, checked here, before anything is sent and paid for."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from geoft_gui.hosted.providers import Provider
from geoft_gui.hosted.tokens import conversation_range

ROLES = ("system", "developer", "user", "assistant", "tool")

Line = tuple[int, list[dict[str, Any]]]
"""The number of a row, and its messages as they are sent."""


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one row.

    Attributes:
        number: of the row.
        message: one sentence.
        severity: `error`: the provider would refuse it or spoil it; `warning`: it takes it, but it is unwise.
    """

    number: int
    message: str
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True)
class FileFault:
    """What is wrong with the rows as a whole; `severity` as with a row."""

    message: str
    severity: Literal["error", "warning"] = "error"


@dataclass
class RowsCheck:
    """What the rules say of a file.

    Attributes:
        rows: how many there are.
        size: of the file that would be sent, in bytes.
        tokens: of all rows, at least and at most.
        row_faults: of single rows, in their order.
        file_faults: of the file as a whole.
    """

    rows: int = 0
    size: int = 0
    tokens: tuple[int, int] = (0, 0)
    row_faults: list[RowFault] = field(default_factory=list)
    file_faults: list[FileFault] = field(default_factory=list)
    _seen: dict[bytes, int] = field(default_factory=dict, repr=False)

    @property
    def passes(self) -> bool:
        """Whether nothing stands in the way; warnings do not."""
        return not any(fault.severity == "error" for fault in self.row_faults) and not any(
            fault.severity == "error" for fault in self.file_faults
        )


def sent_line(messages: Iterable[Mapping[str, Any]]) -> bytes:
    """A row as it is sent: one line of JSON with the messages alone."""
    line = json.dumps({"messages": list(messages)}, ensure_ascii=False, separators=(",", ":"))
    return line.encode("utf-8", "replace") + b"\n"


def check_rows(
    lines: Iterable[Line], provider: Provider, model_id: str, training: RowsCheck | None = None
) -> RowsCheck:
    """Hold rows against the rules of a provider.

    Args:
        lines: the rows.
        provider: who would train.
        model_id: what would be trained.
        training: where the rows are those to measure with, what was found of those to train on: no row may be
            in both.
    """
    check = RowsCheck()
    model = provider.model(model_id)
    context = (model.context_tokens if model else None) or provider.context_tokens
    low = high = 0
    for number, messages in lines:
        line = sent_line(messages)
        check.rows += 1
        check.size += len(line)
        if said := _wrong_form(messages):
            check.row_faults.append(RowFault(number, said))
        fewest, most = conversation_range(messages, model.format_tokens if model else 0)
        low, high = low + fewest, high + most
        if context and most > context:
            check.row_faults.append(_too_long(number, fewest, most, context, provider))
        mark = hashlib.blake2b(line, digest_size=16).digest()
        if training is not None and (other := training._seen.get(mark)):
            said = f"It is also row {other} of the data to train on, so it measures nothing."
            check.row_faults.append(RowFault(number, said))
        if (first := check._seen.setdefault(mark, number)) != number:
            check.row_faults.append(RowFault(number, f"It is the same as row {first}.", "warning"))
    check.tokens = low, high
    check.file_faults += _of_the_file(check, provider, training is not None)
    return check


def _wrong_form(messages: list[dict[str, Any]]) -> str:
    """What is wrong with the messages of a row, or ""."""
    if not messages:
        return "It has no messages."
    for place, message in enumerate(messages, start=1):
        role, content = message.get("role"), message.get("content")
        if role not in ROLES:
            return f"Message {place} is from “{role}”; providers know {', '.join(ROLES)}."
        if not isinstance(content, str) or not content.strip():
            return f"Message {place}, of the {role}, is empty."
        if message.get("weight", 1) not in (0, 1):
            return f"Message {place} has the weight {message['weight']}; only 0 and 1 are known."
    if not any(message["role"] == "user" for message in messages):
        return "Nobody asks anything in it."
    if messages[-1]["role"] != "assistant":
        return "It does not end with an answer."
    if all(message.get("weight", 1) == 0 for message in messages if message["role"] == "assistant"):
        return "Every answer in it has the weight 0, so there is nothing to learn."
    return ""


def _too_long(number: int, fewest: int, most: int, context: int, provider: Provider) -> RowFault:
    sure = fewest > context
    what = (
        f"the end of its answer {'is' if sure else 'could be'} cut off"
        if provider.overlong == "cut"
        else f"the training {'is' if sure else 'could be'} refused"
    )
    tokens = f"It has {fewest:,} to {most:,} tokens; {provider.called} takes {context:,}, so {what}."
    return RowFault(number, tokens, "error" if sure else "warning")


def _of_the_file(check: RowsCheck, provider: Provider, to_measure: bool) -> Iterable[FileFault]:
    if not check.rows:
        yield FileFault("There are no rows.")
    elif check.rows < provider.min_rows and not to_measure:
        has = "is 1 row" if check.rows == 1 else f"are {check.rows} rows"
        yield FileFault(f"There {has}; {provider.called} trains on {provider.min_rows} or more.")
    if check.size > provider.max_file_bytes:
        yield FileFault(
            f"The file has {check.size / 1e6:,.0f} MB; {provider.called} takes "
            f"{provider.max_file_bytes / 1e6:,.0f} MB. Train on fewer rows."
        )
