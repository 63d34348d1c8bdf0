"""Text of users as HTML: what is kept, what stays as typed, and that it is harmless."""

from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.domain import text
from debate.domain.text import clean_html, is_clean, plain, render_safe

REL = 'rel="nofollow noopener noreferrer"'

HOSTILE = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<script\n>alert(1)</script\n>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=x:x onerror\x0b=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a title='</style><img src=x onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style>@import'//evil.example/x.css'</style>",
    "<style><!--</style><img src=x onerror=alert(1)>-->",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p onclick=alert(1) id=forms name=cookie class=big data-hx-get=/x hx-on:click=alert(1)>x</p>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=/x><input name=csrf_token><button formaction=javascript:alert(1)>x</form>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<template><script>alert(1)</script></template>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='java\u200bscript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href=//evil.example>x</a>",
    "<a href='\\\\evil.example'>x</a>",
    "<a href='https://good.example' target=_blank style=x onmouseover=alert(1)>x</a>",
    "<a href='https://good.example@evil.example'>x</a>",
    "<a href='https://good.example' rel=opener>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<ol start=5 onfocus=alert(1)><li value=3>x</ol>",
    "<ol start=javascript:alert(1)><li>x</ol>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><?php echo 1 ?>",
    "<!DOCTYPE html><p>x",
    "</p></div></body></html><script>alert(1)</script>",
    "<p><a href=https://a.example><a href=javascript:alert(1)>x</a></a>",
    "<b><i><u>x</b></i></u>",
    "<p/onclick=alert(1)>x",
    "<p onclick\x00=alert(1)>x",
    "<table><tr><td><p>x</table>",
    "<a href=`javascript:alert(1)`>x</a>",
    "<custom-tag onclick=alert(1)>x</custom-tag>",
    "\u202e<p dir=rtl>x</p>",
    "<select><option><script>alert(1)</script></select>",
    "<ul><li><ul><li>x",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
    "&#60;script&#62;alert(1)",
    "{{ 7*7 }} ${7*7} <%= 7*7 %> {% raw %}",
    "**<script>**alert(1)**</script>**",
    "`<script>`alert(1)`</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    '[x](https://a.example "\\"><script>alert(1)</script>")',
    "![x](https://a.example/x.png)",
    '![" onerror="alert(1)](https://a.example)',
    "[x]: javascript:alert(1)\n[x]",
    '<https://a.example/"onclick="alert(1)>',
    "[<img src=x onerror=alert(1)>](https://a.example)",
    "> <p\n> onclick=alert(1)>",
    "- <svg\n  onload=alert(1)>",
)
# Where the text inside such an element goes, the two libraries disagree; it is inert in both.
SWALLOWING = ("svg", "math", "noscript", "style", "textarea", "title", "xmp", "plain", "template")


class Tree(HTMLParser):
    """The parsed tree of a fragment, flat: starts with their attributes, ends, runs of text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[tuple[object, ...]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.nodes.append(("start", tag, tuple(sorted(attrs, key=str))))

    def handle_endtag(self, tag: str) -> None:
        self.nodes.append(("end", tag))

    def handle_data(self, data: str) -> None:
        if self.nodes and self.nodes[-1][0] == "text":
            data = f"{self.nodes.pop()[1]}{data}"
        self.nodes.append(("text", data))

    def handle_comment(self, data: str) -> None:
        self.nodes.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.nodes.append(("declaration", decl))

    def handle_pi(self, data: str) -> None:
        self.nodes.append(("instruction", data))


def with_nh3(html: str) -> str:
    """Do what `clean_html` does, with the other library."""
    return nh3.clean(
        html,
        tags=set(text.TAGS),
        attributes={"a": {"href", "rel"}, "ol": {"start"}},
        url_schemes=set(text.SCHEMES),
        link_rel=None,
        clean_content_tags=set(),
        attribute_filter=lambda tag, name, value: (
            value if text.is_allowed(tag, name, value) else None
        ),
    )


def assert_harmless(html: str) -> None:
    for kind, *rest in Tree(html).nodes:
        assert kind in ("start", "end", "text")
        if kind != "start":
            continue
        tag, attributes = rest
        assert tag in text.TAGS
        for name, value in attributes:  # type: ignore[attr-defined]
            assert (tag, name) in (("a", "href"), ("a", "rel"), ("ol", "start"))
            assert name != "href" or value.startswith(("https://", "mailto:"))
            assert name != "rel" or value == text.REL
            assert name != "start" or value.isdecimal()


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("", ""),
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n"),
        ("one\r\ntwo\rthree", "<p>one<br>\ntwo<br>\nthree</p>\n"),
        ("*a* **b** ~~c~~", "<p><em>a</em> <strong>b</strong> <s>c</s></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("`a<b`", "<p><code>a&lt;b</code></p>\n"),
        ("```py\na\n```", "<pre><code>a\n</code></pre>\n"),
        (
            "[x](https://a.example/b?c=1&d)",
            f'<p><a href="https://a.example/b?c=1&amp;d" {REL}>x</a></p>\n',
        ),
        ("<ann@x.example>", f'<p><a href="mailto:ann@x.example" {REL}>ann@x.example</a></p>\n'),
    ],
)
def test_the_markup_of_a_point(markdown: str, html: str) -> None:
    assert render_safe(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# Not a heading", "<p># Not a heading</p>\n"),
        ("a\n---", "<p>a<br>\n---</p>\n"),
        ("[1]: https://a.example", "<p>[1]: https://a.example</p>\n"),
        ("    indented", "<p>indented</p>\n"),
        ("<b>bold</b>", "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"),
        ("| a | b |", "<p>| a | b |</p>\n"),
        ("{{7*7}}", "<p>{{7*7}}</p>\n"),
        ("5 < 6 & 7", "<p>5 &lt; 6 &amp; 7</p>\n"),
    ],
)
def test_other_signs_stay_as_typed(markdown: str, html: str) -> None:
    assert render_safe(markdown) == html


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\u200bscript:alert(1)",
        "java\u00adscript:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "javascript%3Aalert(1)",
        "vbscript:x",
        "data:text/html,x",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "blob:https://a.example/x",
        "http://a.example",
        "ftp://a.example",
        "//evil.example",
        "///evil.example",
        "/%5cevil.example",
        "\\\\\\\\evil.example",
        "https:\\\\\\\\evil.example",
        "https:/evil.example",
        "https:evil.example",
        "https://",
        "https:///x",
        "https://good.example@evil.example",
        "https://good.example\\\\@evil.example",
        "https://good.example%00.evil.example",
        "https://good.example/a\\\\\\\\b",
        "https://[::1]/",
        "mailto:",
        "mailto:a",
        "mailto:a@b.example?bcc=all@x.example",
        "debates/7",
        "#top",
        "?next=//evil.example",
        "tel:110",
    ],
)
def test_a_link_elsewhere_stays_as_typed(url: str) -> None:
    html = render_safe(f"[x]({url}) <{url}>")
    assert "<a" not in html
    assert "[x]" in html


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("https://a.example", "https://a.example"),
        ("HTTPS://A.example:8443/x#y", "HTTPS://A.example:8443/x#y"),
        ("ht\u200btps://a.exam\u00adple", "https://a.example"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://a.example/https://b.example//c", "https://a.example/https://b.example//c"),
        ("mailto:a@b.example", "mailto:a@b.example"),
    ],
)
def test_links_go_to_https_and_mailto(url: str, href: str) -> None:
    assert render_safe(f"[x]({url})") == f'<p><a href="{href}" {REL}>x</a></p>\n'


def test_a_link_to_nowhere_leads_nowhere() -> None:
    assert render_safe("[x]()") == f"<p><a {REL}>x</a></p>\n"
    assert plain("[x]()") == "x"


def test_the_corpus_is_large_enough() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 60


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_becomes_harmless_html(payload: str) -> None:
    html = render_safe(payload)
    assert_harmless(html)
    assert clean_html(html) == html


@pytest.mark.parametrize("payload", HOSTILE)
def test_the_second_wall_holds_alone(payload: str) -> None:
    html = clean_html(payload)
    assert_harmless(html)
    assert_harmless(clean_html(html))


@pytest.mark.parametrize("payload", HOSTILE)
def test_another_sanitiser_gives_the_same_tree(payload: str) -> None:
    html = render_safe(payload)
    assert Tree(with_nh3(html)).nodes == Tree(html).nodes
    if not any(f"<{element}" in payload for element in SWALLOWING):
        assert Tree(with_nh3(payload)).nodes == Tree(clean_html(payload)).nodes


PIECES = (
    "<p>",
    "</p>",
    "</p>\n",
    "<br>",
    "<br />",
    "<em>",
    "</em>",
    "<strong>",
    "</strong>",
    "<s>",
)
PIECES += ("</s>", "<code>", "</code>", "&amp;", "&lt;", "&gt;", "&quot;", "&#60;", "&nbsp;", "&")
PIECES += ("<script>", "<a href='javascript:alert(1)'>", "<p id=a>", "<P>", "<ul>", "<!--", "\x00")


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=14).map("".join))
def test_what_is_called_clean_is_left_as_it_is_by_the_second_wall(html: str) -> None:
    for made in (html, f"<p>{html}</p>\n"):
        assert not is_clean(made) or clean_html(made) == made


@given(st.text(st.sampled_from("&<*_~`!\\ \nab;\"'") | st.characters()))
def test_the_second_wall_changes_nothing_of_what_was_rendered(typed: str) -> None:
    html = render_safe(typed)
    assert clean_html(html) == html


def test_words_with_emphasis_and_breaks_need_no_second_wall() -> None:
    html = render_safe('It is *not* "one" & **only** `way`,\nas ~~they~~ say: 1 < 2.\n\nNext.')
    assert is_clean(html)
    assert "<br>" in html
    assert not is_clean(render_safe("[here](https://one.example)"))


@given(st.text(st.sampled_from("<>&\"'`*_~[]()!#-\\/:= \n\tax1\u200b\x00") | st.characters()))
def test_any_text_becomes_harmless_html(typed: str) -> None:
    html = render_safe(typed)
    assert_harmless(html)
    assert Tree(with_nh3(html)).nodes == Tree(html).nodes
    html.encode("utf-8")


LINEAR = (
    *("[", "]", ">", "> ", "*", "*a ", "*a **b ", "a**", "_a __b ", "`", "[a](b", "[a](<", "- "),
    *("<", "<a ", "<a:", "&", "&amp;", "&#x", "~~a ", "\\", "\n", "a\n", "<https://a.b>", "1. "),
    *("[a](https://a.b) ", "```\n", "*_~~", "***a ", "e\u0301\u0323", "<!--", "<![CDATA[", "> - "),
    *('<a b="', "|", "\t", "👨\u200d", '[a](https://b "', "![", "[a][b]", "[a]: https://b\n", "\r"),
)


@pytest.mark.parametrize("unit", LINEAR)
@pytest.mark.no_cover
def test_a_full_length_of_one_sign_is_rendered(unit: str) -> None:
    typed = unit * (text.SIZE_LIMIT // len(unit.encode()))
    assert_harmless(render_safe(typed))
    assert len(plain(typed)) <= 2 * len(typed)


def test_text_over_the_limit_is_refused_by_its_bytes() -> None:
    assert render_safe("é" * 10_000)
    with pytest.raises(text.TextTooLong) as refused:
        render_safe("é" * 10_000 + "a")
    assert refused.value.sentence == "Shorten this text: it takes 20,001 of 20,000 bytes."
    with pytest.raises(text.TextTooLong):
        plain("a" * 20_001)


def test_what_no_file_can_hold_is_left_out() -> None:
    assert render_safe("a\x00b\x1b[2Jc\x85d\ud800e") == "<p>ab[2Jcd?e</p>\n"


@pytest.mark.parametrize(
    ("markdown", "lines"),
    [
        ("", ""),
        ("*a* **b** ~~c~~ `d`", "a b c d"),
        ("one\ntwo\n\nthree", "one\ntwo\nthree"),
        ("one\\\ntwo", "one\ntwo"),
        ("- a\n- b\n\n3. c\n4. d", "- a\n- b\n3. c\n4. d"),
        ("> a", "a"),
        ("```\na\nb\n```", "a\nb"),
        ("- ```\n  a\n  ```", "- a"),
        ("<b> &amp; 5 < 6", "<b> & 5 < 6"),
        ("[x *y*](https://a.example) z", "x y (https://a.example) z"),
        ("<https://a.example>", "https://a.example"),
        ("<ann@x.example>", "ann@x.example"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
    ],
)
def test_plain_text_keeps_every_word_and_target(markdown: str, lines: str) -> None:
    assert plain(markdown) == lines


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Opening vote", "opening vote"),
        ("Prime Minister", "Prime Minister"),
        ("Questions to Proposition", "Questions to Proposition"),
        ("", ""),
    ],
)
def test_a_title_in_a_sentence_keeps_capitals_it_has_inside(title: str, said: str) -> None:
    assert text.in_line(title) == said
