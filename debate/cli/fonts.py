"""The two typefaces as small WOFF2 files, made once at set-up. `static/css/fonts.css` names them.

Here: which faces, axes and characters the pages use. Not here: serving the files, or where on a
page which face stands (`static/css`). The sources are font packages under the OFL 1.1; their
licences are copied beside the files.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from debate import config

# The files are made anew when the locked version of one of these changes, or the recipe: raise it
# with faces, axes or ranges.
PACKAGES = ("fontpkg-newsreader==", "fontpkg-schibsted-grotesk==", "fonttools==")
RECIPE = 1
STAMP = "made-from.txt"

RANGES = {
    "latin": "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F,"
    " U+20AC, U+2122, U+2190-2193, U+2212, U+2215, U+FEFF",
    "latin-ext": "U+0100-0130, U+0132-0151, U+0154-02BA, U+1E00-1EFF, U+20A0-20AB, U+20AD-20C0,"
    " U+2113, U+2C60-2C7F, U+A720-A7FF",
}


@dataclass(frozen=True)
class Face:
    """One style of a family; `limits` are its axes: a range stays variable, a number is fixed."""

    name: str
    family: str
    italic: bool
    limits: dict[str, Any]


FACES = (
    Face("newsreader", "Newsreader", False, {"opsz": (6, 72), "wght": (400, 700)}),
    Face("newsreader-italic", "Newsreader", True, {"opsz": 18, "wght": (400, 700)}),
    Face("schibsted-grotesk", "Schibsted Grotesk", False, {"wght": (400, 700)}),
)


def ensure(folder: Path | None = None) -> None:
    """Make the files in `folder` (the instance's `fonts`) unless these packages' files are there.

    A failure is told in one line and is no error: the pages have system fonts to fall back on.
    Raises debate.config.SettingError when there is no instance folder to write to.
    """
    folder = folder or Path(config.load()["INSTANCE_PATH"]) / "fonts"
    lock = (config.ROOT / "requirements.txt").read_text(encoding="utf-8")
    versions = [line.rstrip(" \\") for line in lock.splitlines() if line.startswith(PACKAGES)]
    wanted = "\n".join([f"recipe {RECIPE}", *versions])
    try:
        if not _holds(folder / STAMP, wanted):
            print("Making the fonts, once …", file=sys.stderr, flush=True)
            make(folder)
            (folder / STAMP).write_text(wanted, encoding="utf-8")
    except (OSError, ImportError) as error:
        print(f"Pages use system fonts: making ours failed ({error}).", file=sys.stderr)


def make(folder: Path) -> None:
    """Write every face and range, and the licences, to `folder`."""
    from concurrent.futures import ProcessPoolExecutor

    import fontpkg

    folder.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        licence = fontpkg.path(face.family).parent.parent / "LICENSE"
        (folder / f"{face.family.replace(' ', '-').lower()}-LICENSE.txt").write_bytes(
            licence.read_bytes()
        )
    jobs = [(face, subset, folder) for face in FACES for subset in RANGES]
    with ProcessPoolExecutor(max_workers=3) as pool:
        list(pool.map(_write, *zip(*jobs, strict=True)))


def _holds(path: Path, text: str) -> bool:
    try:
        return path.read_text(encoding="utf-8") == text
    except OSError:
        return False


def _write(face: Face, subset: str, folder: Path) -> None:
    """One file. Cut to the characters first: limiting the axes of few glyphs is quick."""
    import fontpkg
    from fontTools.subset import Options, Subsetter, load_font, save_font
    from fontTools.varLib import instancer

    options = Options()
    options.flavor = "woff2"
    # Clocks and tables set aligned figures, which the default set of features leaves out.
    options.layout_features = [*options.layout_features, "tnum"]
    source = fontpkg.path(face.family, style="italic" if face.italic else "normal")
    with load_font(str(source), options) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=list(_characters(RANGES[subset])))
        subsetter.subset(font)
        instancer.instantiateVariableFont(font, face.limits, inplace=True)
        save_font(font, str(folder / f"{face.name}-{subset}.woff2"), options)


def _characters(ranges: str) -> Iterator[int]:
    for part in ranges.replace("U+", "").split(", "):
        first, _, last = part.strip().partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)
