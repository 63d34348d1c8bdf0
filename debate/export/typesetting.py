"""The process that sets a PDF or a picture: data on its standard input, the file on its output.

It runs by itself (`python -m debate.export.typesetting`), so that a long record takes neither the
memory nor the threads of the server, and can be ended. Belongs here: fonts, signs that they lack,
and the call of the typesetter. Does not belong here: what stands in the file (`transcripts_pdf`),
how it looks (templates/transcripts/record.typ), or anything of the rest of the package.
"""

import json
import sys
import unicodedata
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

PACKAGES = (
    "fontpkg_newsreader/files",
    "fontpkg_schibsted_grotesk/files",
    "manimgx_fonts",
    "noto_cjk_sans_otc",
)
MEMORY = 3 << 30
"""Bytes of address space that the process may take, where the system can hold it to that."""
CPU_S = 120
ELSEWHERE = "The Word and HTML copies hold them."
NAMED = 6
"""So many of the signs that no font has are named in the file."""


def folders() -> list[Path]:
    """Where the packages of fonts keep their files, in the order in which they are asked."""
    found = []
    for package in PACKAGES:
        name, _, inner = package.partition("/")
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            found.append(Path(spec.origin).parent / inner)
    return found


def unprintable(text: str) -> list[str]:
    """The signs of a text that no font has, in order of their numbers.

    Signs without a form of their own (joiners, marks of direction, choices of a variant) are none.
    """
    left = {sign for sign in set(text) if not sign.isascii() and not _formless(sign)}
    for path in _files():
        if not left:
            break
        left -= _signs(path)
    return sorted(left)


def without(text: str, signs: list[str]) -> str:
    """The text with a number in brackets for each of these signs: "[U+12000]"."""
    return text.translate({ord(sign): f"[U+{ord(sign):04X}]" for sign in signs})


def notice(signs: list[str], elsewhere: str = ELSEWHERE) -> str:
    """What a reader is told of them, and what holds them; "" where there are none."""
    if not signs:
        return ""
    numbers = ", ".join(f"U+{ord(sign):04X}" for sign in signs[:NAMED])
    more = " and others" if len(signs) > NAMED else ""
    return (
        f"The fonts of this file lack some signs of the text, {numbers}{more}; their numbers stand "
        f"in their place. {elsewhere}"
    )


def main() -> None:
    """Write what is asked for: a PDF (PDF/UA-1, or plain where that fails), with "ppi" a PNG."""
    _limit()
    import typst

    asked = json.load(sys.stdin.buffer)
    data = json.dumps(asked["data"], ensure_ascii=False)
    signs = unprintable(data)
    if signs:
        asked["data"]["unprintable"] = notice(signs, asked.get("elsewhere", ELSEWHERE))
        data = without(json.dumps(asked["data"], ensure_ascii=False), signs)
    template = Path(asked["template"])
    compiler = typst.Compiler(
        template,
        root=template.parent,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(f) for f in folders()]),
        ignore_system_fonts=True,
        sys_inputs={"data": data},
    )
    when = asked["made_ms"] // 1000
    if "ppi" in asked:
        made = compiler.compile(format="png", ppi=asked["ppi"], timestamp=when)
    else:
        try:
            made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=when)
        except typst.TypstError:
            made = compiler.compile(format="pdf", timestamp=when)
    assert isinstance(made, bytes)
    sys.stdout.buffer.write(made)


def _limit() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))


def _formless(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cf", "Cc", "Zs", "Zl", "Zp") or "︀" <= sign <= "️"


def _files() -> Iterator[Path]:
    for folder in folders():
        yield from sorted(folder.glob("*.[to]t[fc]"))


def _signs(path: Path) -> set[str]:
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=0, lazy=True) as font:
        return {chr(number) for number in font.getBestCmap()}


if __name__ == "__main__":
    main()
