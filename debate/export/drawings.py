"""Drawings: shapes and lines of text at their places, written as SVG or handed to the typesetter.

Belongs here: the few shapes that sheets are drawn from, in points (72 an inch), and their notation.
An SVG loads nothing, holds no script and no style, and has its text as text. Does not belong here:
what is drawn (`flow_drawing`, `clash_maps`), where lines of text end (`drawings_text`).
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, NamedTuple

from debate.export.drawings_text import clean
from debate.export.transcripts_pdf import runs_left

FACES = {
    "sans": "'Schibsted Grotesk', 'Helvetica Neue', Arial, 'Noto Sans', sans-serif",
    "serif": "Newsreader, Palatino, Georgia, 'Noto Serif', serif",
}
MM_PER_POINT = 25.4 / 72


class Rect(NamedTuple):
    """A rectangle; `dash` is of its outline."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""
    line: float = 0.75
    dash: bool = False

    def moved(self, dx: float, dy: float) -> "Rect":
        """The same at another place."""
        return self._replace(x=self.x + dx, y=self.y + dy)


class Disc(NamedTuple):
    """A filled disc about its middle."""

    x: float
    y: float
    radius: float
    fill: str

    def moved(self, dx: float, dy: float) -> "Disc":
        """The same at another place."""
        return self._replace(x=self.x + dx, y=self.y + dy)


class Path(NamedTuple):
    """Straight lines from point to point, apart from each other; `fill` closes each."""

    parts: tuple[tuple[tuple[float, float], ...], ...]
    stroke: str = ""
    line: float = 0.75
    fill: str = ""

    def moved(self, dx: float, dy: float) -> "Path":
        """The same at another place."""
        parts = (tuple((x + dx, y + dy) for x, y in part) for part in self.parts)
        return self._replace(parts=tuple(parts))


class Words(NamedTuple):
    """One line of text on its base line. `x` is where it begins, or by `anchor` its middle or end.

    `left`: it runs to the left, and `x` is its right end.
    """

    x: float
    y: float
    text: str
    size: float
    fill: str
    face: str = "sans"  # of FACES
    bold: bool = False
    strike: bool = False
    anchor: str = "start"
    left: bool = False

    def moved(self, dx: float, dy: float) -> "Words":
        """The same at another place."""
        return self._replace(x=self.x + dx, y=self.y + dy)


Shape = Rect | Disc | Path | Words


class Drawing(NamedTuple):
    """A drawing with its title and, in words, what it shows."""

    width: float
    height: float
    title: str
    description: str
    shapes: tuple[Shape, ...]


def lines(
    x: float, y: float, texts: Sequence[str], lead: float, width: float, like: Words
) -> tuple[Words, ...]:
    """Lines below each other, as `like` in all else; `y` is the first base line.

    All run to the left, from the right end of `width`, where the text as a whole does.
    """
    left = runs_left(" ".join(texts))
    return tuple(
        like._replace(x=x + width if left else x, y=y + lead * place, text=text, left=left)
        for place, text in enumerate(texts)
    )


def moved(shapes: Iterable[Shape], dx: float, dy: float) -> tuple[Shape, ...]:
    """Shapes at another place."""
    return tuple(shape.moved(dx, dy) for shape in shapes)


def svg(drawing: Drawing) -> str:
    """The drawing as a file of its own, in millimetres when it is printed."""
    width, height = n(drawing.width), n(drawing.height)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{n(drawing.width * MM_PER_POINT)}mm"'
        f' height="{n(drawing.height * MM_PER_POINT)}mm" viewBox="0 0 {width} {height}"'
        f' font-family="{FACES["sans"]}" role="img" aria-labelledby="title desc">\n'
        f'<title id="title">{escape(clean(drawing.title))}</title>\n'
        f'<desc id="desc">{escape(clean(drawing.description))}</desc>\n'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n'
        + "\n".join(map(_svg, drawing.shapes))
        + "\n</svg>\n"
    )


def data(drawing: Drawing) -> dict[str, Any]:
    """The drawing as the typesetter's template takes it: numbers, colours and texts."""
    return {
        "width": drawing.width,
        "height": drawing.height,
        "shapes": [{"kind": type(one).__name__, **_plain(one)} for one in drawing.shapes],
        "unprintable": "",
    }


def n(number: float) -> str:
    """A number as SVG has it, in tenths."""
    return f"{number:.1f}".removesuffix(".0")


def _plain(shape: Shape) -> dict[str, Any]:
    return {
        name: clean(value) if name == "text" else value for name, value in shape._asdict().items()
    }


def _svg(shape: Shape) -> str:
    match shape:
        case Rect():
            size = f'width="{n(shape.width)}" height="{n(shape.height)}"'
            dash = ' stroke-dasharray="4 3"' if shape.dash else ""
            return f'<rect x="{n(shape.x)}" y="{n(shape.y)}" {size}{_paint(shape)}{dash}/>'
        case Disc():
            at = f'cx="{n(shape.x)}" cy="{n(shape.y)}" r="{n(shape.radius)}"'
            return f'<circle {at} fill="{shape.fill}"/>'
        case Path():
            ways = ("L".join(f"{n(x)} {n(y)}" for x, y in part) for part in shape.parts)
            way = "".join(f"M{one}{'Z' if shape.fill else ''}" for one in ways)
            return f'<path d="{way}"{_paint(shape)}/>'
    return _text(shape)


def _paint(shape: Rect | Path) -> str:
    fill = f' fill="{shape.fill or "none"}"'
    if not shape.stroke:
        return fill
    return f'{fill} stroke="{shape.stroke}" stroke-width="{n(shape.line)}"'


def _text(words: Words) -> str:
    attrs = f'x="{n(words.x)}" y="{n(words.y)}" font-size="{n(words.size)}" fill="{words.fill}"'
    attrs += "" if words.face == "sans" else f' font-family="{FACES[words.face]}"'
    attrs += ' font-weight="600"' if words.bold else ""
    attrs += ' text-decoration="line-through"' if words.strike else ""
    attrs += ' direction="rtl"' if words.left else ""
    attrs += f' text-anchor="{words.anchor}"' if words.anchor != "start" else ""
    return f"<text {attrs}>{escape(clean(words.text))}</text>"
