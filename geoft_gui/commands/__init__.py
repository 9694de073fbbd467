"""The commands of the terminal, one module for each family.

Every module offers ``add(commands)``, which adds its parsers and names with
``set_defaults(run=…)`` the function that does the work:
``run(arguments, terminal) -> int``, the exit status. A module is imported to
show the help, so whatever is slow to import is imported inside ``run``.
"""

import argparse
from typing import TypeAlias

# Quoted, because argparse makes it generic for type checkers only.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
