"""`geoft data`: rows looked at, mended, divided, counted, converted, made and fetched."""

from geoft_gui.commands import Commands, data_check, data_download, data_files, data_making, data_mending


def add(commands: Commands) -> None:
    """Adds ``geoft data check | fix | split | stats | convert | generate | download``."""
    parser = commands.add_parser("data", help="check, mend, split, count, convert and make rows")
    actions = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for family in (data_check, data_mending, data_files, data_making, data_download):
        family.add(actions)
