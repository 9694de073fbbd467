"""What stands in a row's turns that should not: secrets, personal data, turns that models refuse."""

import re
from collections.abc import Iterator
from itertools import pairwise

from geoft_gui.data.row import Row
from geoft_gui.data.row_verdict import RowFinding
from geoft_gui.redact import redact

_BEGINNINGS = (
    "sk-", "sess-", "rk-", "pk-", "hf_", "api_org_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_",
    "akia", "eyj", "bearer", "token", "secret", "password", "apikey", "api_key", "api-key", "authorization", "://",
)  # fmt: skip
"""What `redact` looks for begins so; it takes too long to be asked of each of a million rows."""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TELEPHONE = re.compile(r"(?<![\w.+])\+\d{1,3}(?:[ ()/-]{0,2}\d{2,5}){2,5}(?![\d.])")
_LEAST_DIGITS, _MOST_DIGITS = 9, 15
"""Of a telephone number with the number of its country (ITU-T E.164)."""
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")


def findings_of_texts(row: Row) -> Iterator[RowFinding]:
    """What there is to say of all turns of a row that can be learnt from."""
    text = "\n".join(message.content for message in row.messages)
    lower = text.lower()
    if any(beginning in lower for beginning in _BEGINNINGS) and redact(text) != text:
        # What was found is not said: findings are copied into reports.
        yield RowFinding("secret")
    if _personal(text):
        yield RowFinding("personal_data")
    odd = _odd_turns(row)
    if odd:
        yield RowFinding("odd_turns", odd)


def learns_nothing(row: Row) -> bool:
    """Whether every answer of a row is marked as not to be learnt."""
    answers = [message for message in row.messages if message.role == "assistant"]
    return bool(answers) and all(answer.weight == 0 for answer in answers)


def _personal(text: str) -> bool:
    if "@" in text and _MAIL.search(text):
        return True
    if "+" in text and any(map(_is_telephone, _TELEPHONE.findall(text))):
        return True
    return any(map(_is_account, _ACCOUNT.findall(text)))


def _is_telephone(found: str) -> bool:
    return _LEAST_DIGITS <= sum(character.isdigit() for character in found) <= _MOST_DIGITS


def _is_account(found: str) -> bool:
    """Whether the check digits of an international bank account number are right (ISO 13616)."""
    digits = found.replace(" ", "")
    turned = digits[4:] + digits[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


def _odd_turns(row: Row) -> str:
    roles = [message.role for message in row.messages]
    if "system" in roles[1:]:
        return "A system prompt stands after other turns."
    spoken = [role for role in roles if role != "system"]
    if spoken[:1] == ["assistant"]:
        return "The assistant speaks first."
    for role, following in pairwise(spoken):
        if role == following:
            return f"The {role} speaks twice in a row."
    return ""
