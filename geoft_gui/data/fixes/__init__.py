"""What mends rows: each fix is one thing that can be chosen, and the original is never touched."""

from geoft_gui.data.fixes.catalogue import DEFAULT, FIXES, Fix
from geoft_gui.data.fixes.file import fix_file
from geoft_gui.data.fixes.fixer import Fixer
from geoft_gui.data.fixes.outcome import Change, Mended, SetAside
from geoft_gui.data.fixes.report import FixReport

__all__ = ["DEFAULT", "FIXES", "Change", "Fix", "FixReport", "Fixer", "Mended", "SetAside", "fix_file"]
