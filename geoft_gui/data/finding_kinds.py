"""Every kind of thing that can be wrong with rows, how it is said, and what mends it."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Kind:
    """A thing that can be wrong: how it is said of one row and of many, and what mends it.

    A row with an error cannot be learnt from; a warning teaches something wrong; the rest is worth knowing.

    Attributes:
        fix: what to do about it, in a sentence.
        mended_by: codes of the fixes (`fixes.FIXES`) that mend it, or part of it; empty where only a person
            can tell what is meant.
    """

    severity: Severity
    one: str
    many: str
    fix: str
    mended_by: tuple[str, ...] = ()

    def of(self, count: int) -> str:
        """Say it of so many rows; no full stop at the end."""
        return self.one if count == 1 else self.many.format(count=count)

    @property
    def of_this_row(self) -> str:
        """Say it of the row that one is looking at; no full stop at the end."""
        return "This " + self.one.removeprefix("1 ")


KINDS: dict[str, Kind] = {
    "unreadable": Kind(
        "error",
        "1 line holds no example",
        "{count:,} lines hold no example",
        "Mend or remove these lines.",
        ("drop_unusable",),
    ),
    "no_prompt": Kind(
        "error",
        "1 row asks for nothing",
        "{count:,} rows ask for nothing",
        "Write a prompt or remove the rows.",
        ("drop_unusable",),
    ),
    "no_answer": Kind(
        "error",
        "1 row does not end with an answer",
        "{count:,} rows do not end with an answer",
        "Write the document that the prompt asks for, or remove the rows.",
        ("drop_unusable",),
    ),
    "nothing_learnt": Kind(
        "error",
        "1 row is marked as not to be learnt (its answer has the weight 0)",
        "{count:,} rows are marked as not to be learnt (their answers have the weight 0)",
        "Give the answers the weight 1, or remove the rows.",
    ),
    "not_json": Kind(
        "error",
        "1 answer is not JSON",
        "{count:,} answers are not JSON",
        "Mend the JSON or remove the rows.",
        ("drop_unusable",),
    ),
    "not_in_schema": Kind(
        "error",
        "1 answer is JSON, but not a geometry document",
        "{count:,} answers are JSON, but not geometry documents",
        "Write them in the geometry language, as the examples that come with GeoFT are.",
        ("drop_unusable",),
    ),
    "does_not_build": Kind(
        "error",
        "1 answer is a document of a part that cannot be built",
        "{count:,} answers are documents of parts that cannot be built",
        "Correct the sizes or remove the rows.",
        ("drop_unusable",),
    ),
    "secret": Kind(
        "warning",
        "1 row holds what looks like a key or a password",
        "{count:,} rows hold what looks like keys or passwords",
        "Take it out before these rows leave this computer: a model can learn it by heart and say it.",
    ),
    "personal_data": Kind(
        "warning",
        "1 row holds what looks like an e-mail address, a telephone number or a bank account",
        "{count:,} rows hold what look like e-mail addresses, telephone numbers or bank accounts",
        "Take it out before these rows leave this computer: a model can learn it by heart and say it.",
    ),
    "odd_turns": Kind(
        "warning",
        "1 row has its turns in an order that many models refuse",
        "{count:,} rows have their turns in an order that many models refuse",
        "Let a system prompt come first, if there is one, and then the user and the assistant take turns.",
    ),
    "too_long": Kind(
        "warning",
        "1 row is longer than the model can read",
        "{count:,} rows are longer than the model can read",
        "Write the answers in the short form, or choose a model that reads more.",
        ("canonical",),
    ),
    "leak": Kind(
        "warning",
        "1 row is also among the validation rows, or nearly",
        "{count:,} rows are also among the validation rows, or nearly",
        "Split the rows anew: what a model has learnt by heart says nothing about what it can do.",
    ),
    "contradiction": Kind(
        "warning",
        "1 row asks what another row asks and answers otherwise",
        "{count:,} rows ask what other rows ask and answer otherwise",
        "Keep one answer to each prompt, or tell in the prompt what differs.",
        ("rewrite_prompt", "drop_contradictions"),
    ),
    "duplicate": Kind(
        "warning",
        "1 row repeats an earlier one",
        "{count:,} rows repeat earlier ones",
        "Remove the repetitions: they weigh more than other rows and can stand on both sides of a split.",
        ("drop_duplicates",),
    ),
    "wrong_kind": Kind(
        "warning",
        "1 answer is another kind of part than its prompt asks for",
        "{count:,} answers are other kinds of parts than their prompts ask for",
        "Make prompt and answer agree: only you can know which of them is meant.",
    ),
    "unstated_numbers": Kind(
        "warning",
        "1 answer has numbers that its prompt does not state",
        "{count:,} answers have numbers that their prompts do not state",
        "Put the sizes into the prompts: from such rows a model learns to invent sizes.",
        ("rewrite_prompt",),
    ),
    "unanswered_numbers": Kind(
        "warning",
        "1 prompt states numbers that its answer does not have",
        "{count:,} prompts state numbers that their answers do not have",
        "Make prompt and answer agree: from such rows a model learns not to heed what is asked.",
        ("fill_answer", "rewrite_prompt"),
    ),
    "unit_mismatch": Kind(
        "warning",
        "1 answer has its prompt's numbers in another unit",
        "{count:,} answers have their prompts' numbers in another unit",
        "Let prompts and answers have the same unit: 20 cm are not 20 mm.",
        ("rewrite_prompt",),
    ),
    "missing_features": Kind(
        "warning",
        "1 answer lacks something that its prompt asks for",
        "{count:,} answers lack something that their prompts ask for",
        "Add it to the answers, or take it out of the prompts.",
        ("fill_answer", "rewrite_prompt"),
    ),
    "torus_thickness": Kind(
        "warning",
        "1 ring takes the thickness of its prompt for the radius of its tube",
        "{count:,} rings take the thickness of their prompts for the radius of their tubes",
        "Say “thickness” in the answers, as the prompts do: as they are, these rings are twice too thick.",
        ("agree_torus",),
    ),
    "wrong_attributes": Kind(
        "warning",
        "1 answer has another material, colour or process than its prompt",
        "{count:,} answers have other materials, colours or processes than their prompts",
        "Write into the answers what the prompts say.",
        ("fill_answer",),
    ),
    "unsaid_attributes": Kind(
        "warning",
        "1 answer has a material, colour or process that its prompt does not name",
        "{count:,} answers have materials, colours or processes that their prompts do not name",
        "Leave out of the answers what the prompts do not say: a model can only guess it.",
        ("drop_unsaid",),
    ),
    "materials_differ": Kind(
        "warning",
        "1 answer names two materials",
        "{count:,} answers name two materials",
        "Leave the one that the prompt names: the other is not learnt.",
        ("canonical",),
    ),
    "degenerate": Kind(
        "warning",
        "1 part is so thin, so small or so large that it can hardly be meant",
        "{count:,} parts are so thin, so small or so large that they can hardly be meant",
        "Look at their sizes and units.",
    ),
    "overlapping_parts": Kind(
        "warning",
        "1 assembly has parts that are inside one another",
        "{count:,} assemblies have parts that are inside one another",
        "Place the parts against each other.",
        ("place_parts",),
    ),
    "odd_part": Kind(
        "warning",
        "1 answer says something that has no effect on its part",
        "{count:,} answers say something that has no effect on their parts",
        "Look at these parts: something may not be where it was meant to be.",
    ),
    "extra_text": Kind(
        "warning",
        "1 answer has other text around its document",
        "{count:,} answers have other text around their documents",
        "Leave only the document: a model would learn to write the text, too.",
        ("canonical",),
    ),
    "unlearnable_ids": Kind(
        "warning",
        "1 answer has random ids, which no model can predict",
        "{count:,} answers have random ids, which no model can predict",
        "Take them out: a model spends its effort on them and learns nothing.",
        ("strip_noise",),
    ),
    "unlearnable_timestamps": Kind(
        "warning",
        "1 answer has a time of day or a date, which no model can predict",
        "{count:,} answers have times or dates, which no model can predict",
        "Take them out: a model spends its effort on them and learns nothing.",
        ("strip_noise",),
    ),
    "unlearnable_numbers": Kind(
        "warning",
        "1 answer has random numbers beside its part, which no model can predict",
        "{count:,} answers have random numbers beside their parts, which no model can predict",
        "Take them out: a model spends its effort on them and learns nothing.",
        ("strip_noise",),
    ),
    "long_form": Kind(
        "warning",
        "1 answer is in the long form (ids, timestamps, nulls)",
        "{count:,} answers are in the long form (ids, timestamps, nulls)",
        "Write them in the short form: a model spends its effort on what it learns.",
        ("strip_noise", "canonical"),
    ),
    "echo": Kind(
        "info",
        "1 answer repeats its prompt",
        "{count:,} answers repeat their prompts",
        "Take the repetition out: it says nothing about the part.",
        ("strip_noise",),
    ),
    "wordy": Kind(
        "info",
        "1 answer could be said in fewer words",
        "{count:,} answers could be said in fewer words",
        "Write them in the canonical text, without white space, nulls and defaults.",
        ("canonical",),
    ),
    "near_duplicate": Kind(
        "info",
        "1 row says in nearly the same words what an earlier one says",
        "{count:,} rows say in nearly the same words what earlier ones say",
        "Keep them on one side of a split; as many of them as other rows have do no harm.",
    ),
    "leak_pattern": Kind(
        "info",
        "1 row has the sentence of a validation row, with other numbers",
        "{count:,} rows have the sentences of validation rows, with other numbers",
        "Split by sentences if you want to know how a model does on sentences that it has not seen.",
    ),
    "disconnected": Kind(
        "info",
        "1 part falls into pieces that do not touch",
        "{count:,} parts fall into pieces that do not touch",
        "Move the pieces together, or make them an assembly.",
    ),
    "size_outlier": Kind(
        "info",
        "1 part is far larger or smaller than the others",
        "{count:,} parts are far larger or smaller than the others",
        "Look at their sizes and units.",
    ),
    "too_few": Kind(
        "info",
        "There are few rows to learn from",
        "There are few rows to learn from",
        "Add rows: of your own, or plain ones that GeoFT makes.",
        ("add_plain_rows",),
    ),
    "few_patterns": Kind(
        "info",
        "The prompts are nearly all alike",
        "The prompts are nearly all alike",
        "Add rows that ask in other words: a model understands the kinds of sentences that it has seen.",
        ("add_plain_rows",),
    ),
    "imbalance": Kind(
        "info",
        "Some kinds of parts are hardly there",
        "Some kinds of parts are hardly there",
        "Add rows of these kinds: a model learns best what it sees often.",
        ("add_plain_rows",),
    ),
    "columns": Kind(
        "info",
        "The columns of the table were understood by guessing",
        "The columns of the table were understood by guessing",
        "If that is wrong, name the columns input_text and expected_output_json.",
    ),
    "twin_files": Kind(
        "info",
        "1 file is left out: it holds the rows of another in another form",
        "{count:,} files are left out: they hold the rows of others in another form",
        "If these are other rows, give the file another name, or open it by itself.",
    ),
    "empty": Kind(
        "error", "The file holds no rows", "The file holds no rows", "Choose a file with examples."
    ),
}
"""In the order in which the findings of one row are told. At most 64: a row's codes fit into one number."""
