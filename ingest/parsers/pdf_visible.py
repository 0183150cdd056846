"""Which characters of a PDF page its reader cannot see: covered, invisible, clipped away, or in the ground's colour.

pdfminer keeps the order in which things are drawn, but neither transparency nor clipping nor invisible writing; they
are followed here while it interprets the page (ISO 32000-1: 8.4.5, 8.5.4, 9.3.6, 11.6.4). Where it cannot be told
what is under or over a character, it counts as visible.
"""

# ruff: noqa: N802 (pdfminer calls an operator's method by the operator's name)

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from pdfminer.layout import LTChar, LTFigure, LTRect
from pdfminer.pdffont import PDFType3Font
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import MATRIX_IDENTITY, apply_matrix_pt, apply_matrix_rect, mult_matrix
from pdfplumber.page import PDFPageAggregatorWithMarkedContent

Corners = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points, upwards, as pdfminer has them."""
Colour = tuple[float, float, float]
"""Red, green, blue, each from 0 to 1."""

SMALL = 3.0
"""Points; what is narrower or lower is a rule, under or over which no letter disappears."""
SAME = 0.02
"""How far two colours may differ, in each part, for letters of one not to be seen on the other."""
SCAN = 0.5
"""Share of a page from which on its pictures are the page itself, and its text what was recognised in them."""


class VisibleText(PDFPageAggregatorWithMarkedContent):
    """Makes pdfminer's layout of a page, and notes in which order and how all is drawn."""

    def __init__(self, rsrcmgr: Any, pageno: int) -> None:
        super().__init__(rsrcmgr, pageno=pageno, laparams=None)
        self.drawing = _State()
        """What holds where a picture is drawn or a form begins."""
        self.entered = _State()
        """What a form begins with."""
        self._chars: list[LTChar] = []
        self._strings: list[_String] = []
        self._grounds: list[_Ground] = []
        self._optional: list[bool] = []
        self._compound = False

    def hidden(self) -> list[LTChar]:
        """The characters that cannot be seen; none where no other is left on the page, since then this view is wrong.

        What a scan's pictures cover, or is written invisibly over them, is its recognised text, and stays.
        """
        if not self._chars:
            return []
        core = _core(self._chars)
        scan = self._pictured() >= SCAN
        found = self._clipped(core) | self._covered(core, scan)
        if not scan:
            found |= self._invisible(core)
        drawn = np.array([not char.get_text().isspace() for char in self._chars])
        found &= drawn
        return [] if found.sum() == drawn.sum() else [self._chars[place] for place in np.flatnonzero(found)]

    def begin_tag(self, tag: PSLiteral, props: Any = None) -> None:
        super().begin_tag(tag, props)
        self._optional.append(tag.name == "OC")

    def end_tag(self) -> None:
        super().end_tag()
        if self._optional:
            self._optional.pop()

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: PDFGraphicState) -> None:
        drawn = self.cur_item._objs
        first = len(drawn)
        super().render_string(textstate, seq, ncs, graphicstate)
        state = cast(_State, graphicstate)
        own = isinstance(textstate.font, PDFType3Font)  # which brings its own colours and has no modes
        unseen = not own and (textstate.render == _INVISIBLE or state.alpha < SAME)
        plain = not own and textstate.render == _FILLED
        self._strings.append(_String(len(drawn) - first, unseen, _colour(state) if plain else None, state.clip))
        self._chars += cast(list[LTChar], drawn[first:])

    def paint_path(self, gstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        if sum(step[0] == "m" for step in path) > 1:  # comes back with its parts, and may leave holes
            self._compound = True
            super().paint_path(gstate, stroke, fill, evenodd, path)
            self._compound = False
            return
        drawn = self.cur_item._objs
        first = len(drawn)
        super().paint_path(gstate, stroke, fill, evenodd, path)
        if len(drawn) == first:
            return
        state, shape = cast(_State, gstate), drawn[-1]
        solid = fill and isinstance(shape, LTRect) and not self._compound
        x0, y0, x1, y1 = shape.bbox
        pen = _pen(state, self.ctm) / 2 if stroke else 0.0
        if fill or 2 * pen >= SMALL:
            self._put((x0 - pen, y0 - pen, x1 + pen, y1 + pen), state, solid, _colour(state), round=not solid)

    def render_image(self, name: str, stream: PDFStream) -> None:
        super().render_image(name, stream)
        figure = cast(LTFigure, self.cur_item)
        solid = _upright(figure.matrix) and not any(stream.get(key) for key in _SEEN_THROUGH)
        self._put(figure.bbox, self.drawing, solid, None, picture=True)

    def shade(self, state: _State) -> None:
        """Note that a colour gradient is painted as far as the clip reaches."""
        self._put(_EVERYWHERE, state, False, None)

    def opaque(self, state: _State) -> bool:
        """Whether nothing is seen through what is painted; what is optional may not be painted at all."""
        return not (state.veiled or state.blended or state.masked or any(self._optional)) and state.alpha > 1 - SAME

    def _put(
        self,
        box: Corners,
        state: _State,
        solid: bool,
        colour: Colour | None,
        *,
        round: bool = False,
        picture: bool = False,
    ) -> None:
        kept = _shared(box, state.clip)
        if min(kept[2] - kept[0], kept[3] - kept[1]) >= SMALL:
            covers = solid and state.exact and self.opaque(state) and (picture or colour is not None)
            self._grounds.append(_Ground(len(self._chars), kept, covers, colour if covers else None, round, picture))

    def _pictured(self) -> float:
        """The share of the page that pictures take up."""
        _, _, width, height = self.cur_item.bbox
        page = (0.0, 0.0, width, height)
        areas = (_area(_shared(ground.box, page)) for ground in self._grounds if ground.picture)
        return sum(areas) / max(1.0, width * height)

    def _clipped(self, core: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Further than a letter's height outside of the clip; what is cut off nearer to it ends a word that is seen."""
        clip = self._each(np.array([string.clip for string in self._strings]))
        apart = np.maximum(core[:, :2] - clip[:, 2:], clip[:, :2] - core[:, 2:]).max(axis=1)
        return cast(NDArray[np.bool_], apart > np.array([char.size for char in self._chars]))

    def _covered(self, core: NDArray[np.float64], scan: bool) -> NDArray[np.bool_]:
        found = np.zeros(len(core), dtype=bool)
        for ground in self._grounds:
            if ground.after and ground.covers and not (scan and ground.picture):
                found[: ground.after] |= _inside(core[: ground.after], ground.box)
        return found

    def _invisible(self, core: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Written invisibly, and not where a picture or drawing shows the letters; or in the colour of the ground."""
        middle = np.tile((core[:, :2] + core[:, 2:]) / 2, 2)
        unseen = self._each(np.array([string.unseen for string in self._strings]))
        colour = self._each(np.array([string.colour or _UNKNOWN for string in self._strings]))
        behind = np.ones_like(colour)
        for ground in self._grounds:
            under = _inside(middle, ground.box)
            behind[ground.after :][under[ground.after :]] = ground.colour or _UNKNOWN
            if ground.picture or ground.round:
                unseen &= ~under
        alike = np.abs(colour - behind).max(axis=1) < SAME
        return cast(NDArray[np.bool_], unseen | alike)

    def _each(self, of_strings: NDArray[Any]) -> NDArray[Any]:
        return np.repeat(of_strings, [string.length for string in self._strings], axis=0)


class VisibleInterpreter(PDFPageInterpreter):
    """Follows what pdfminer passes over: transparency, clipping, shadings, and what forms inherit."""

    device: VisibleText
    graphicstate: _State

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self.graphicstate = self.device.entered.copy()

    def do_gs(self, name: Any) -> None:
        super().do_gs(name)
        found = dict_value(dict_value(self.resources.get("ExtGState", {})).get(literal_name(name), {}))
        alpha, blend, mask = (resolve1(found.get(key)) for key in ("ca", "BM", "SMask"))
        if isinstance(alpha, int | float):
            self.graphicstate.alpha = float(alpha)
        if blend is not None:
            self.graphicstate.blended = not (isinstance(blend, PSLiteral) and blend.name in ("Normal", "Compatible"))
        if mask is not None:
            self.graphicstate.masked = isinstance(mask, dict)

    def do_cs(self, name: Any) -> None:
        super().do_cs(name)
        self.graphicstate.ncolor = cast(Any, ())  # pdfminer keeps the colour of the space before

    def do_W(self) -> None:
        """Every clip lies within the rectangle around its path; that of an upright rectangle is this rectangle."""
        steps = [cast(tuple[float, ...], step[1:]) for step in self.curpath]
        points = [
            apply_matrix_pt(self.ctm, (step[at], step[at + 1])) for step in steps for at in range(0, len(step), 2)
        ]
        if not points:
            return
        across, down = zip(*points, strict=True)
        self._clip((min(across), min(down), max(across), max(down)), exact=_is_rectangle(points))

    def do_W_a(self) -> None:
        self.do_W()

    def do_sh(self, name: Any) -> None:
        super().do_sh(name)
        self.device.shade(self.graphicstate)

    def do_TJ(self, seq: Any) -> None:
        super().do_TJ(seq)
        if self.textstate.render >= _CLIPPING:
            self.graphicstate.exact = False

    def do_EI(self, obj: Any) -> None:
        self.device.drawing = self.graphicstate
        super().do_EI(obj)

    def do_Do(self, xobjid_arg: Any) -> None:
        before = self.device.entered
        self.device.drawing = self.graphicstate
        self.device.entered = self._handed_on(resolve1(self.xobjmap.get(literal_name(xobjid_arg))))
        super().do_Do(xobjid_arg)
        self.device.entered = before

    def _handed_on(self, form: object) -> _State:
        """The state that a form begins with: inside its own box, and seen through if it is as a whole."""
        outer = self.graphicstate
        self.graphicstate = outer.copy()
        self.graphicstate.veiled = not self.device.opaque(outer)
        if isinstance(form, PDFStream):
            self.graphicstate.veiled |= "OC" in form
            box = [resolve1(edge) for edge in list_value(form.get("BBox", []))]
            matrix = [resolve1(part) for part in list_value(form.get("Matrix", MATRIX_IDENTITY))]
            if len(box) == 4 and len(matrix) == 6 and all(isinstance(part, int | float) for part in box + matrix):
                placed = mult_matrix(cast(Any, tuple(matrix)), self.ctm)
                self._clip(apply_matrix_rect(placed, cast(Any, tuple(box))), exact=_upright(placed))
        handed, self.graphicstate = self.graphicstate, outer
        return handed

    def _clip(self, box: Corners, *, exact: bool) -> None:
        self.graphicstate.clip = _shared(self.graphicstate.clip, box)
        self.graphicstate.exact &= exact


_EVERYWHERE = (-math.inf, -math.inf, math.inf, math.inf)
_UNKNOWN = (math.nan, math.nan, math.nan)
_FILLED, _INVISIBLE, _CLIPPING = 0, 3, 4
"""Modes of text rendering; from the last one on its outlines clip what follows."""
_SEEN_THROUGH = ("SMask", "Mask", "ImageMask", "IM", "SMaskInData")
"""What an image's dictionary holds if not all of it is opaque."""


class _State(PDFGraphicState):
    """pdfminer's graphics state with the rest: the clip (`exact` if it is that rectangle), and what is seen through.

    `veiled` is all within a form that is drawn half transparent or optionally as a whole.
    """

    clip: Corners = _EVERYWHERE
    exact = True
    alpha = 1.0
    blended = False
    masked = False
    veiled = False

    def copy(self) -> _State:
        state = _State.__new__(_State)
        state.__dict__.update(self.__dict__)
        return state


class _String(NamedTuple):
    """How many characters are drawn in one go, and how; no `colour` where it is unknown."""

    length: int
    unseen: bool
    colour: Colour | None
    clip: Corners


class _Ground(NamedTuple):
    """Something painted after so many characters; `round` is what has the shape of neither a box nor a picture."""

    after: int
    box: Corners
    covers: bool
    colour: Colour | None
    round: bool
    picture: bool


def _colour(state: PDFGraphicState) -> Colour | None:
    """The filling colour; None for patterns, and for inks of which only the amount is known."""
    parts = state.ncolor if isinstance(state.ncolor, tuple | list) else (state.ncolor,)
    if state.ncs.name not in _PROCESS or not all(isinstance(part, int | float) for part in parts):
        return None
    values = tuple(float(cast(float, part)) for part in parts)
    if len(values) == 1:
        return values * 3
    if len(values) == 4:
        cyan, magenta, yellow, black = values
        return ((1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black))
    return (values[0], values[1], values[2]) if len(values) == 3 else None


_PROCESS = frozenset({"DeviceGray", "DeviceRGB", "DeviceCMYK", "CalGray", "CalRGB", "ICCBased"})


def _pen(state: PDFGraphicState, ctm: Any) -> float:
    """The width of the lines that are drawn, in points."""
    a, b, c, d, *_ = ctm
    width = state.linewidth
    return width * math.sqrt(abs(a * d - b * c)) if isinstance(width, int | float) else 0.0


def _is_rectangle(points: Sequence[tuple[float, float]]) -> bool:
    """Whether a path of lines goes around an upright rectangle."""
    corners = [*dict.fromkeys((round(x, 2), round(y, 2)) for x, y in points)]
    across, down = {x for x, _ in corners}, {y for _, y in corners}
    return len(points) <= 5 and len(corners) == 4 and len(across) == len(down) == 2


def _upright(matrix: Any) -> bool:
    """Whether it turns by quarters only."""
    a, b, c, d, *_ = matrix
    return bool(min(max(abs(b), abs(c)), max(abs(a), abs(d))) < SAME * max(abs(a), abs(b), abs(c), abs(d)))


def _shared(box: Corners, other: Corners) -> Corners:
    return max(box[0], other[0]), max(box[1], other[1]), min(box[2], other[2]), min(box[3], other[3])


def _area(box: Corners) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _core(chars: Sequence[LTChar]) -> NDArray[np.float64]:
    """The middle of each character's box, half as wide and high: about its small letters' height."""
    boxes = np.array([char.bbox for char in chars])
    size = (boxes[:, 2:] - boxes[:, :2]) / 4
    return np.hstack((boxes[:, :2] + size, boxes[:, 2:] - size))


def _inside(boxes: NDArray[np.float64], box: Corners) -> NDArray[np.bool_]:
    across = (boxes[:, 0] >= box[0]) & (boxes[:, 2] <= box[2])
    return across & (boxes[:, 1] >= box[1]) & (boxes[:, 3] <= box[3])
