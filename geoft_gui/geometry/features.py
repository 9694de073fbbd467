"""From the features that a designer lists to edges, a shell and cuts in millimetres."""

from dataclasses import dataclass, field

from . import document as d
from .bodies import CHAMFER_SHRINK, Box, Counterbore, Cut, Cylinder, Edge, Edges, Prism, Shape, Shell, cavity
from .canonical import canonical_text
from .corners import chamfer_corner
from .findings import Notes, millimetres
from .patterns import Cuttable, expand, face_and_depth, misses

_EDGES_OF_BOX = {
    "all": ("vertical", "top", "bottom"),
    "vertical": ("vertical",),
    "top": ("top",),
    "bottom": ("bottom",),
}
_EDGES_OF_CYLINDER = {"all": ("top", "bottom"), "vertical": (), "top": ("top",), "bottom": ("bottom",)}


@dataclass(slots=True)
class Features:
    """What the features of one part do, whatever order they are listed in.

    `unit` is the part's unit in mm. `idle` are the canonical texts of features that act on nothing.
    """

    part: d.Part
    shape: Shape
    unit: float
    pointer: str
    notes: Notes
    treated: dict[str, Edge] = field(default_factory=dict)
    shell: Shell | None = None
    cuts: list[Cut] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)
    _at: dict[str, str] = field(default_factory=dict)

    @property
    def edges(self) -> Edges:
        """How the edges are treated."""
        return Edges(**self.treated)

    def read(self) -> None:
        """Take in the part's features.

        Noted as errors: treatments that contradict each other or do not fit, shells that do not fit,
        counterbores no wider than their hole, slots shorter than wide. Noted as warnings: features
        that act on nothing on this kind of part, cuts that miss it.
        """
        for index, feature in enumerate(self.part.features):
            at = f"{self.pointer}/features/{index}"
            if isinstance(feature, d.Fillet | d.Chamfer):
                self._treat(feature, at)
            elif isinstance(feature, d.Shell):
                self._hollow(feature, at)
            elif isinstance(self.shape, Box | Cylinder | Prism):
                self.cuts.append(self._cut(feature, self.shape, at))
            else:
                self._leave_out(feature, at, "It acts on a cube, a cylinder or a prism.")
        if isinstance(self.shape, Box | Cylinder):
            self._check_edges(self.shape)
        if self.shell is not None and isinstance(self.shape, Box):
            self._check_shell(self.shape, self.shell)

    def _leave_out(self, feature: d.Feature, at: str, why: str) -> None:
        self.idle.append(canonical_text(feature))
        message = f"A {feature.type} like this does nothing to a {self.part.type}. {why}"
        self.notes.warn("feature_without_effect", at, message)

    def _treat(self, feature: d.Fillet | d.Chamfer, at: str) -> None:
        if not isinstance(self.shape, Box | Cylinder):
            self._leave_out(feature, at, "It acts on a cube or a cylinder.")
            return
        names = (_EDGES_OF_BOX if isinstance(self.shape, Box) else _EDGES_OF_CYLINDER)[feature.edges]
        if not names:
            self._leave_out(feature, at, "A cylinder has no vertical edges.")
        size = (feature.radius if isinstance(feature, d.Fillet) else feature.distance) * self.unit
        edge = Edge(feature.type, size)
        for name in names:
            other = self.treated.setdefault(name, edge)
            self._at.setdefault(name, at)
            if other != edge:
                self.notes.error(
                    "edges_contradict",
                    at,
                    f"The {name} edges have a {other.kind} of {millimetres(other.size)} already: "
                    "an edge is treated once.",
                )
                return

    def _check_edges(self, shape: Box | Cylinder) -> None:
        """Note treatments that leave no face, or that meet each other."""
        vertical = self.treated.get("vertical")
        one_chamfer = chamfer_corner(self.edges) is not None
        plan = min(shape.length, shape.width) / 2 if isinstance(shape, Box) else shape.wall or shape.radius
        for name, edge in self.treated.items():
            limit = plan
            if name != "vertical":
                opposite = self.treated.get("bottom" if name == "top" else "top")
                taken = opposite.size if opposite else 0.0
                limit = min(plan, shape.height / 2 if taken == edge.size else shape.height - taken)
                if vertical is not None and vertical.kind == "chamfer" and not one_chamfer:
                    # An inset moves the corners' 45 degree faces by less than the sides.
                    limit = min(limit, (plan - vertical.size) / (1 - CHAMFER_SHRINK))
            if edge.size >= limit:
                room = f"less than {millimetres(limit)} fits" if limit > 0 else "no room is left for it"
                message = (
                    f"A {edge.kind} of {millimetres(edge.size)} is too big for the {name} edges: {room}."
                )
                self.notes.error("edge_too_big", self._at[name], message)
                return

    def _hollow(self, feature: d.Shell, at: str) -> None:
        kind = self.part.type
        if not isinstance(self.shape, Box):
            hint = ""
            if isinstance(self.shape, Cylinder) or kind == "sphere":
                hint = f" A hollow {kind} has a thickness among its dimensions."
            self.notes.error("shell_not_on_cube", at, f"A shell hollows a cube, not a {kind}.{hint}")
            return
        shell = Shell(feature.thickness * self.unit, None if feature.open == "none" else feature.open)
        if self.shell is not None and self.shell != shell:
            self.notes.error("shells_contradict", at, "This part is shelled already, and differently.")
        self.shell = shell
        self._at["shell"] = at

    def _check_shell(self, box: Box, shell: Shell) -> None:
        """Note a shell that leaves no room inside."""
        inside = cavity(box, self.edges, shell)
        rims = sum(edge.size for edge in (inside.edges.top, inside.edges.bottom) if edge)
        if min(inside.box.length, inside.box.width, inside.box.height - rims) <= 0:
            message = f"Walls of {millimetres(shell.thickness)} leave no room inside this part."
            self.notes.error("shell_too_thick", self._at["shell"] + "/thickness", message)

    def _cut(self, feature: d.Hole | d.Slot, shape: Cuttable, at: str) -> Cut:
        face, extent = face_and_depth(shape, feature.axis)
        depth = None if feature.depth is None else feature.depth * self.unit
        if depth is not None and depth >= extent:
            depth = None
        counterbore = None
        if isinstance(feature, d.Slot):
            length, width, angle = feature.length * self.unit, feature.width * self.unit, feature.angle
            if length < width:
                self.notes.error(
                    "slot_too_short",
                    at + "/length",
                    f"A slot's length ({millimetres(length)}) cannot be less than its width "
                    f"({millimetres(width)}).",
                )
        else:
            length = width = feature.diameter * self.unit
            angle = 0.0
            if feature.counterbore is not None:
                counterbore = self._counterbore(feature.counterbore, width, at)
        x, y = feature.x * self.unit, feature.y * self.unit
        centres = tuple((x + u, y + v) for u, v in expand(feature.pattern, face, self.unit))
        reach = max(length, counterbore.diameter if counterbore else 0.0) / 2
        missing = sum(misses(shape, feature.axis, face, centre, reach) for centre in centres)
        if missing:
            message = f"{missing} of {len(centres)} {feature.type}s here do not touch the part."
            if len(centres) == 1:
                message = f"This {feature.type} does not touch the part."
            self.notes.warn("cut_misses", at, message)
        return Cut(feature.type, feature.axis, centres, depth, length, width, angle, counterbore)

    def _counterbore(self, mouth: d.CounterboreOfHole, hole: float, at: str) -> Counterbore:
        counterbore = Counterbore(mouth.diameter * self.unit, mouth.depth * self.unit)
        if counterbore.diameter <= hole:
            self.notes.error(
                "counterbore_too_small",
                at + "/counterbore/diameter",
                f"The counterbore ({millimetres(counterbore.diameter)}) must be wider than its hole "
                f"({millimetres(hole)}).",
            )
        return counterbore
