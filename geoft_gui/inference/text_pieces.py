"""Text from tokens while they come: a character can take several, and some need their neighbours."""

from transformers import PreTrainedTokenizerBase

_INCOMPLETE = "\ufffd"


class TextPieces:
    """Turns tokens into pieces of text that, joined, are what all tokens together decode to.

    A token alone decodes differently from the same token after another (a leading space, half a character).
    So each piece is the difference between decoding a short run of tokens with and without the newest ones,
    and waits while the text ends within a character.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerBase) -> None:
        self._tokenizer = tokenizer
        self._tokens: list[int] = []
        self._start = 0
        self._said = 0
        self.text = ""

    def add(self, token: int) -> str:
        """Take one more token and return the text that is now certain, "" while a character is incomplete."""
        self._tokens.append(token)
        before = self._decode(self._tokens[self._start : self._said])
        now = self._decode(self._tokens[self._start :])
        if len(now) <= len(before) or now.endswith(_INCOMPLETE):
            return ""
        piece = now[len(before) :]
        self._start, self._said = self._said, len(self._tokens)
        self.text += piece
        return piece

    def _decode(self, tokens: list[int]) -> str:
        return str(
            self._tokenizer.decode(tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        )
