"""`geoft move`: what a model at a provider knows, as rows for a model on this computer."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from geoft_gui import settings
from geoft_gui.commands import Commands
from geoft_gui.commands.data_words import rows_said
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from geoft_gui.chat.hosted import HostedModel
    from geoft_gui.moving.questions import Questions
    from geoft_gui.moving.report import Outlook


def add(commands: Commands) -> None:
    """Adds ``geoft move``."""
    parser = commands.add_parser(
        "move",
        help="move what a model at a provider knows to this computer",
        description="Move what a model at a provider knows to this computer: it is asked prompts, several at "
        "a time, and the answers that are the part which was asked for become rows to train a model of your "
        "own on. What it costs is said first. Answers are kept beside the new file as they come: the same "
        "command goes on where it ended.",
    )
    parser.add_argument(
        "--model", required=True, metavar="MODEL", help="a hosted run, or PROVIDER:MODEL, as openai:ft:…"
    )
    parser.add_argument(
        "--prompts",
        type=Path,
        required=True,
        metavar="FILE",
        help="examples whose prompts are asked, or a text file (.txt) with one prompt a line",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the new file of rows")
    parser.add_argument("--limit", type=_count, metavar="N", help="the first N prompts only")
    parser.add_argument(
        "--budget", type=_dollars, metavar="USD", help="the most that all answers may cost, in US dollars"
    )
    parser.add_argument(
        "--any-price",
        action="store_true",
        help="whatever the answers cost, where GeoFT does not know it",
    )
    parser.add_argument(
        "--terms-read",
        action="store_true",
        help="you have read what the provider allows its answers to be used for",
    )
    parser.add_argument("--runs", type=Path, metavar="DIR", help="folder of the runs")
    Terminal.add_json_flag(parser)
    parser.set_defaults(run=run_move)


def run_move(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Asks and writes; status 1 where the provider ended it or not one answer could be kept."""
    from geoft_gui.commands.hosted_models import find_hosted
    from geoft_gui.keys import Keys
    from geoft_gui.moving.move import Move
    from geoft_gui.moving.questions import read_questions

    runs_root = arguments.runs or settings.runs_root()
    found = find_hosted(arguments.model, runs_root)
    if found is None:
        raise UserError(
            f"“{arguments.model}” is no model at a provider.",
            "Name a hosted run, or a model as PROVIDER:MODEL. A model on this computer needs no moving.",
        )
    questions = read_questions(arguments.prompts, arguments.limit)
    length = _length_of_answers(arguments.model, runs_root)
    move = Move(found.model, questions, arguments.out, found.system_prompt, length)
    outlook = move.outlook()
    _say_outlook(outlook, questions, found.model, terminal)
    _require_agreement(outlook, found.model, arguments)
    key = Keys().get(found.model.provider.id)
    with (
        found.model.client(key) as client,
        terminal.progress("Asking", outlook.questions, "prompts") as progress,
    ):
        report = move.run(client, arguments.budget, lambda standing: progress.set(standing.answered))
    terminal.result(report.as_dict(), "\n".join(report.sentences))
    if report.error is not None:
        terminal.say(str(report.error))
    return 0 if report.out is not None and report.error is None else 1


def _length_of_answers(reference: str, runs_root: Path) -> tuple[int, int]:
    """In tokens, as far as the run tells whose model is meant."""
    from geoft_gui.data.rows import read_rows
    from geoft_gui.moving.estimate import ANY_ANSWER, answer_tokens
    from geoft_gui.runs.folder import RunFolder

    for run in (runs_root / reference, Path(reference)):
        if (taught := RunFolder(run).train_data).is_file():
            return answer_tokens(read_rows(taught))
    return ANY_ANSWER


def _say_outlook(
    outlook: "Outlook", questions: "Questions", model: "HostedModel", terminal: Terminal
) -> None:
    provider = model.provider.called
    if outlook.lifetime:
        terminal.say(outlook.lifetime)
    if questions.without_prompt:
        terminal.say(f"Without a prompt, so left out: {rows_said(questions.without_prompt)}.")
    if questions.repeated:
        terminal.say(f"There already, so left out: {rows_said(questions.repeated)}.")
    if outlook.answered:
        terminal.say(f"Answered before: {outlook.answered:,} of {outlook.questions:,} prompts.")
    if not outlook.left:
        return
    sent = "1 prompt goes" if outlook.left == 1 else f"{outlook.left:,} prompts go"
    if outlook.cost is None:
        terminal.say(f"{sent} to {provider}. What the answers cost there, GeoFT does not know.")
    else:
        terminal.say(f"{sent} to {provider}: {outlook.cost.words}")


def _require_agreement(outlook: "Outlook", model: "HostedModel", arguments: argparse.Namespace) -> None:
    """What the user has to say before anything leaves this computer."""
    if not outlook.left:
        return
    provider = model.provider
    if outlook.needs_terms and not arguments.terms_read:
        where = f" ({outlook.terms_url})" if outlook.terms_url else ""
        raise UserError(
            f"The terms of {provider.called}{where} say whether its answers may train another model.",
            "Read them; if they allow it, give the same command with --terms-read.",
        )
    if outlook.cost is None:
        if arguments.budget is not None:
            raise UserError(
                f"GeoFT does not know what answers cost at {provider.called}, so it can keep to no budget.",
                "See what they cost there, then give --any-price in its place; or write the prices into "
                "providers.toml.",
            )
        if not arguments.any_price and not provider.is_here:
            raise UserError(
                f"Nothing was asked: GeoFT does not know what answers cost at {provider.called}, and nobody "
                "has agreed to that.",
                "See what they cost there, then give the same command with --any-price; or write the prices "
                "into providers.toml.",
            )
    elif arguments.budget is None:
        raise UserError(
            f"Nothing was asked: it costs up to ${outlook.most_usd:.2f}, and nobody has agreed to that.",
            f"Give the same command with --budget {outlook.most_usd:.2f}, or less: it ends there.",
        )


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 10**6:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1 to 1,000,000")
    return int(text)


def _dollars(text: str) -> float:
    try:
        amount = float(text)
    except ValueError:
        amount = -1.0
    if not 0 < amount <= 10**6:
        raise argparse.ArgumentTypeError(f"'{text}' is no amount of dollars, such as 2.50")
    return amount
