"""`geoft keys`: the keys of providers and of Hugging Face, which the operating system keeps."""

import argparse
import getpass
import sys
import warnings
from typing import TYPE_CHECKING

from geoft_gui.commands import Commands
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from geoft_gui.hosted.providers import Provider
    from geoft_gui.keys import KeyState

_HUGGING_FACE = "hugging_face"
_NAME = "openai, nebius, azure, crusoe, custom or hugging_face"
_ADDRESSES = {
    "custom": ("your own server", "https://api.example.com/v1; http only on this computer"),
    "azure": ("your Azure resource", "https://NAME.openai.azure.com/openai/v1"),
}


def add(commands: Commands) -> None:
    """Adds ``geoft keys set | list | test | delete | custom | azure``."""
    parser = commands.add_parser(
        "keys",
        help="keys of providers and of Hugging Face: set, list, test, delete",
        description="Keys, which only the operating system's own store keeps. One in an environment variable "
        "comes before it.",
    )
    Terminal.add_json_flag(parser)
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    setting = actions.add_parser(
        "set",
        help="keep a key",
        description="Keep a key in the operating system's store. It is asked for and not shown, or read from "
        "standard input; it is never an argument, since other programs see those.",
    )
    setting.set_defaults(run=run_set)
    listing = actions.add_parser(
        "list",
        help="which keys there are, and where",
        description="Which keys there are and where they are kept, with no more than their last four "
        "characters.",
    )
    listing.set_defaults(run=run_list)
    testing = actions.add_parser(
        "test",
        help="whether a key is accepted",
        description="Show a key to its provider, with a request that costs nothing.",
    )
    testing.set_defaults(run=run_test)
    deleting = actions.add_parser(
        "delete", help="forget a key", description="Delete a key from the operating system's store."
    )
    deleting.set_defaults(run=run_delete)
    for action in (setting, testing, deleting):
        action.add_argument("name", metavar="NAME", help=_NAME)
    for name, (whose, example) in _ADDRESSES.items():
        address = actions.add_parser(
            name, help=f"the address of {whose}", description=f"Keep the address of {whose}."
        )
        address.add_argument("url", metavar="URL", help=example)
        address.set_defaults(run=run_address, name=name)
        Terminal.add_json_flag(address)
    for action in (setting, listing, testing, deleting):
        Terminal.add_json_flag(action)


def run_set(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Reads the key and keeps it."""
    from geoft_gui.keys import Keys

    name, title = _named(arguments.name)
    keys = Keys()
    keys.set(name, _read_secret(title))
    state = keys.state(name)
    said = f"{title}: the key is kept by {keys.store().name}."
    if state.place == "environment":
        said += f" As long as {state.variable} is set in the environment, that one is used."
    terminal.result(_described(state, title), said)
    return 0


def run_list(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Prints where each key is. The status is 0 whatever there is."""
    from geoft_gui.keys import Keys

    keys = Keys()
    store = keys.store()
    states = [(keys.state(name), title) for name, title in _names().items()]
    result = {
        "store": {"works": store.works, "name": store.name, "problem": store.problem or None},
        "keys": [_described(state, title) for state, title in states],
    }
    width = max(len(state.name) for state, _ in states)
    lines = [f"{state.name:{width}}  {_place(state, store.name)}" for state, _ in states]
    if not store.works:
        variables = [f"{state.variable} ({state.name})" for state, _ in states if state.variable]
        lines += [
            "",
            f"{store.problem} Keys can only be given in environment variables here: {', '.join(variables)}. "
            "A provider without one gets one by key_variable in providers.toml.",
        ]
    terminal.result(result, "\n".join(lines))
    return 0


def run_test(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Shows the key to its provider; what that does not accept is a failure."""
    from geoft_gui.hosted.key_check import check_hugging_face, check_key
    from geoft_gui.hosted.providers import provider
    from geoft_gui.keys import Keys

    name, _ = _named(arguments.name)
    keys = Keys()
    key = keys.get(name)
    if key is None and (problem := keys.state(name).problem):
        terminal.say(problem)
    said = check_hugging_face(key) if name == _HUGGING_FACE else check_key(provider(name), key)
    terminal.result({"name": name, "accepted": True, "message": said}, said)
    return 0


def run_delete(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Deletes the key."""
    from geoft_gui.keys import Keys

    name, title = _named(arguments.name)
    Keys().delete(name)
    terminal.result({"name": name, "deleted": True}, f"{title}: the key is deleted.")
    return 0


def run_address(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Keeps the address of a provider that has none of its own."""
    from geoft_gui.hosted.providers import write_address

    written = write_address(arguments.name, arguments.url)
    terminal.result(
        {"name": written.id, "base_url": written.base_url, "needs_key": written.needs_key},
        f"The address is {written.base_url}. A key that is kept for it is sent there from now on.",
    )
    return 0


def _names() -> dict[str, str]:
    """What people call those who issue keys, by the names of the keys."""
    return {one.id: one.name for one in _providers()} | {_HUGGING_FACE: "Hugging Face"}


def _providers() -> "tuple[Provider, ...]":
    from geoft_gui.hosted.providers import providers

    return providers()


def _named(given: str) -> tuple[str, str]:
    """The name of a key, and what people call its issuer."""
    names = _names()
    name = given.lower().replace("-", "_")
    if name not in names:
        raise UserError("There is no key of that name.", f"The names are {', '.join(names)}.")
    return name, names[name]


def _read_secret(title: str) -> str:
    if not sys.stdin.isatty():
        # PowerShell puts a mark before what it pipes.
        return sys.stdin.read().lstrip("\ufeff")
    with warnings.catch_warnings():
        # It would go on and show what is typed.
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(f"{title}, key (not shown): ", sys.stderr)
        except getpass.GetPassWarning as error:
            raise UserError(
                "This terminal would show the key while you type it.", "Pipe it in, or set it in the window."
            ) from error
        except EOFError:
            return ""


def _described(state: "KeyState", title: str) -> dict[str, object]:
    return {
        "name": state.name,
        "title": title,
        "place": state.place,
        "variable": state.variable or None,
        "last_four": state.last_four or None,
        "set_on": state.set_on.isoformat() if state.set_on else None,
        "is_old": state.is_old,
    }


def _place(state: "KeyState", store: str) -> str:
    if state.place == "none":
        return "no key"
    ending = f"…{state.last_four} " if state.last_four else ""
    if state.place == "environment":
        return f"{ending}in the environment variable {state.variable}"
    since = f", since {state.set_on:%d %B %Y}" if state.set_on else ""
    advice = ": older than 90 days, time for a new one" if state.is_old else ""
    return f"{ending}in {store}{since}{advice}"
