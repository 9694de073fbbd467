"""`geoft ask`, `geoft eval` and `geoft serve`: a trained model is asked, scored, or offered to programs."""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from geoft_gui import paths, settings
from geoft_gui.commands import Commands
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from geoft_gui.chat.client import ChatClient
    from geoft_gui.commands.hosted_models import FoundModel
    from geoft_gui.evaluation import EvaluationReport
    from geoft_gui.geometry.document import Group, Part

DEFAULT_PORT = 8765
_MANY = 5
_HOSTED = "; or one at a provider, as openai:ft:…"

Number = TypeVar("Number", int, float)


def add(commands: Commands) -> None:
    """Adds ``geoft eval | ask | serve``."""
    evaluate = commands.add_parser(
        "eval",
        help="score a model on rows",
        description="Score a model on rows: how many of its answers are the right part. Every row counts; "
        "one that cannot be used is a failure and is named.",
    )
    _add_model(evaluate, _HOSTED)
    evaluate.add_argument("--data", type=Path, required=True, metavar="FILE", help="rows with expected parts")
    evaluate.add_argument("--limit", type=_number(int, 1, 10**9), metavar="N", help="the first N rows only")
    evaluate.set_defaults(run=run_eval)
    ask = commands.add_parser(
        "ask",
        help="ask a model for a part",
        description="Ask a model for a part. The same question gets the same answer each time.",
    )
    _add_model(ask, f"{_HOSTED}; or the address of one that is being served, as http://127.0.0.1:8765")
    ask.add_argument("prompt", help='what to make, such as "Create a 20mm cube"')
    ask.add_argument("--out", type=Path, metavar="PATH", help="save the part: .stl, .3mf or .glb")
    ask.add_argument(
        "--temperature", type=_number(float, 0, 2), default=0.2, help="0 to 2: how freely it may choose (0.2)"
    )
    ask.add_argument("--seed", type=int, default=0, help="another seed gives another answer (0)")
    ask.set_defaults(run=run_ask)
    serve = commands.add_parser(
        "serve",
        help="offer a model to programs on this computer",
        description="Offer a model to programs on this computer, through the OpenAI chat protocol. "
        "Ctrl+C ends it.",
    )
    _add_model(serve)
    serve.add_argument(
        "--port",
        type=_number(int, 0, 65535),
        default=DEFAULT_PORT,
        help=f"0 takes a free one ({DEFAULT_PORT})",
    )
    serve.set_defaults(run=run_serve)
    for parser in (evaluate, ask, serve):
        Terminal.add_json_flag(parser)


def run_ask(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Streams the answer, tells whether it builds, and saves it; status 1 if it shall be saved but cannot."""
    from geoft_gui.geometry.check import check
    from geoft_gui.geometry.document import json_schema
    from geoft_gui.geometry.export import MESH_SUFFIXES, export
    from geoft_gui.geometry.reading import read_document
    from geoft_gui.geometry.verdict import CUT, verdict

    out: Path | None = arguments.out
    if out is not None and out.suffix.lower() not in MESH_SUFFIXES:
        raise UserError(
            f"A part cannot be saved as “{out.name}”.", "Choose a name that ends in .stl, .3mf or .glb."
        )
    with _asked(arguments, terminal) as (client, name, hosted):
        began = time.monotonic()
        turns = [{"role": "user", "content": arguments.prompt}]
        if hosted and hosted.system_prompt:
            turns.insert(0, {"role": "system", "content": hosted.system_prompt})
        # What `geoft serve` offers takes none.
        schema = json_schema() if hosted else None
        with client.ask(name, turns, arguments.temperature, arguments.seed, schema=schema) as stream:
            for piece in stream:
                if not terminal.json:
                    terminal.write(piece)
        seconds = time.monotonic() - began
    reply = stream.reply
    assert reply is not None
    report = check(reply.text)
    document = read_document(reply.text).document
    result = {
        "answer": reply.text,
        "document": None if document is None else _as_object(document),
        **{key: report[key] for key in ("parses", "matches_schema", "builds", "volume_mm3")},
        "seconds": round(seconds, 3),
    }
    if reply.usage is not None:
        result["tokens"] = {"read": reply.usage.read, "written": reply.usage.written}
    if terminal.json:
        terminal.result(result, "")
    else:
        # The answer itself has been the result; what is said about it must not get into a file with it.
        terminal.write("\n")
        if reply.cut:
            terminal.say(CUT)
        found = verdict(report)
        terminal.say(found.sentence)
        for problem in found.problems:
            terminal.say(f"  {problem}")
    if out is None:
        return 0
    if document is None or not report["builds"]:
        terminal.say(f"{out.name} was not written, because the answer does not build.")
        return 1
    export(document, out)
    terminal.say(f"Saved {out}.")
    return 0


def run_eval(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Answers and scores rows; the verdict is in the report, so the status is 0 whatever it says."""
    from geoft_gui.commands.hosted_models import find_hosted, score_hosted
    from geoft_gui.commands.scoring import load_model, score
    from geoft_gui.data.rows import read_rows

    hosted = find_hosted(arguments.model, arguments.runs or settings.runs_root())
    model = None if hosted else _find(arguments)
    lines = list(islice(read_rows(arguments.data), arguments.limit))
    if hosted is not None:
        report = score_hosted(hosted, lines, terminal)
    else:
        assert model is not None
        report = score(load_model(model, terminal), lines, terminal)
    _tell_unusable(report, terminal)
    terminal.result(report.as_dict(), "\n".join(_table(report)))
    return 0


def run_serve(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Serves until Ctrl+C."""
    from geoft_gui.chat.serving import require_engine
    from geoft_gui.commands.hosted_models import find_hosted

    if hosted := find_hosted(arguments.model, arguments.runs or settings.runs_root()):
        raise UserError(
            f"{hosted.model.model} is at {hosted.model.provider.name} and cannot be served from here.",
            f"Programs ask it at {hosted.model.provider.chat_url or 'its own address'}; you, with: geoft ask",
        )
    model = _find(arguments)
    require_engine()
    terminal.say("Loading the model …")
    from geoft_gui.chat.server import serve

    def announce(url: str, name: str) -> None:
        said = f"{name} can be asked at {url}/v1 by every program on this computer. Ctrl+C ends it."
        terminal.result({"url": url, "model": name}, said)

    serve(model, arguments.port, announce)
    return 0


@contextmanager
def _asked(
    arguments: argparse.Namespace, terminal: Terminal
) -> "Iterator[tuple[ChatClient, str, FoundModel | None]]":
    """A client, and the name of the model to ask: one at a provider, one that is served, or a child's."""
    from geoft_gui.chat.client import ChatClient
    from geoft_gui.chat.serving import served
    from geoft_gui.commands.hosted_models import find_hosted, open_client

    with ExitStack() as stack:
        if hosted := find_hosted(arguments.model, arguments.runs or settings.runs_root()):
            client = stack.enter_context(open_client(hosted, terminal))
            yield client, hosted.model.model, hosted
            return
        if arguments.model.startswith(("http://", "https://")):
            address = arguments.model.rstrip("/").removesuffix("/v1")
            name = None
        else:
            model = _find(arguments)
            terminal.say("Loading the model …")
            ready = stack.enter_context(served(model))
            address, name = ready.url, ready.model
        client = stack.enter_context(ChatClient(f"{address}/v1"))
        yield client, name or _only_model(client, address), None


def _only_model(client: "ChatClient", address: str) -> str:
    names = client.models()
    if len(names) != 1:
        raise UserError(
            f"{address} serves {len(names)} models, and only one can be meant.",
            "Ask a server of `geoft serve`.",
        )
    return names[0]


def _find(arguments: argparse.Namespace) -> Path:
    from geoft_gui.runs.models import STARTER, find_model

    root = arguments.runs or settings.runs_root()
    # An installation that lacks the starter can still ask a model of one's own.
    starter = paths.starter_model() if arguments.model == STARTER else Path()
    return find_model(arguments.model, root, starter)


def _as_object(document: "Part | Group") -> Any:
    from geoft_gui.geometry.document import canonical_text

    return json.loads(canonical_text(document))


def _tell_unusable(report: "EvaluationReport", terminal: Terminal) -> None:
    unusable = report.unusable
    if not unusable:
        return
    terminal.say(f"{len(unusable)} of {len(report.results)} rows cannot be used and count as failures:")
    for result in unusable[:_MANY]:
        terminal.say(f"  row {result.number}: {result.problem}")
    if len(unusable) > _MANY:
        terminal.say(f"  and {len(unusable) - _MANY} more; see `geoft data check`.")


def _table(report: "EvaluationReport") -> list[str]:
    scores = report.as_dict()
    intervals, means = scores["intervals"], report.means()
    assert isinstance(intervals, dict)
    lines = [f"{len(report.results):,} rows, greedy and free-running", ""]
    for name, mean in means.items():
        if mean is not None:
            low, high = intervals[name]
            words = name.replace("_", " ").replace("iou", "IoU").replace("f1", "F1").replace("cad", "CAD")
            lines.append(f"{words:20}{mean:8.1%}   (95 %: {low:.1%} to {high:.1%})")
    for title, groups in (("By type", scores["by_type"]), ("By difficulty", scores["by_difficulty"])):
        assert isinstance(groups, dict)
        lines += ["", f"{title:24}{'rows':>8}{'builds':>10}{'correct':>10}{'IoU':>10}"]
        for kind, group in groups.items():
            row = f"  {kind:22}{group['n']:8,}{group['builds']:10.1%}"
            lines.append(f"{row}{group['correct']:10.1%}{group['mean_iou']:10.1%}")
    return lines


def _add_model(parser: argparse.ArgumentParser, more: str = "") -> None:
    parser.add_argument("--model", required=True, help=f"starter, a run, or a model folder{more}")
    parser.add_argument("--runs", type=Path, metavar="DIR", help="folder of the runs")


def _number(kind: type[Number], low: int, high: int) -> Callable[[str], Number]:
    """Reads a number for argparse and refuses one that is out of bounds."""

    def read(text: str) -> Number:
        try:
            number = kind(text)
        except ValueError:
            number = kind(low - 1)
        if not low <= number <= high:
            raise argparse.ArgumentTypeError(f"'{text}' is not a number from {low} to {high:,}")
        return number

    return read
