"""HTML pages and Markdown files: what of them is text."""

from debate.seeding import texts, texts_reading
from tests.seeding.written_texts import TRADE, refusal, taken_apart


def test_of_a_page_only_the_text_is_kept() -> None:
    page = f"""<!doctype html><html><head><title>Closer | A Review</title>
        <style>p {{color: red}}</style><script>let p = "<p>no</p>";</script></head>
        <body onload="no()"><header><h1>Closer by <em>need</em></h1></header>
        <nav><ul><li>no<nav>no</nav></ul></nav><article><h2>By&nbsp;need</h2>
        <p onclick="no()">{TRADE[:20]}<b>{TRADE[20:]}</b><script>no()</script>
        <p>One<br>line.<br><br>And another.<aside>no <div>no</aside>
        <blockquote>Quoted.</blockquote><ul><li>First<li>Second</ul>
        <table><tr><td>36</td><td>percent</td></tr></table><form>no <input></form>
        <svg><title>no</title></svg><pre>Kept lines\nof one.\n\nAnd two.</pre>
        </article><footer>no</footer></body></html>"""
    assert texts_reading.taken_apart("html", page.encode()) == {
        "paragraphs": [
            ("By need", True),
            (TRADE, False),
            ("One line.", False),
            ("And another.", False),
            ("Quoted.", False),
            ("First", False),
            ("Second", False),
            ("36 percent", False),
            ("Kept lines of one.", False),
            ("And two.", False),
        ],
        "title": "Closer by need",
    }


def test_a_page_that_is_one_form_or_forgets_to_close_its_menu_is_read() -> None:
    assert taken_apart("html", b"<form><p>One.</p></form>") == [("One.", False)]
    assert taken_apart("html", b"<nav>no<main><p>One.</p></main>") == [("One.", False)]


def test_a_page_without_text_is_refused() -> None:
    assert refusal(b"<title>x</title><script>all()</script>", "a.html") == texts.EMPTY


def test_markdown_loses_its_marks_and_keeps_its_headings() -> None:
    marked = (
        "---\ntitle: x\n---\n# Closer *by* need\r\n\nTrade **has**\ndoubled, [they](http://x.org)"
        " say  \n`twice`.\n\n## By choice\n\n- One <b>item</b>\n- Two\n\n> Quoted\n\n"
        "    kept as it is\n\n| a | b |\n|---|---|\n| 36 | percent |\n\n<script>\nno()\n</script>"
        "\n\n<div><p>From a page.</p></div>\n\n![no](x.png)\n\nUnder\n-----\n"
    )
    assert texts_reading.taken_apart("md", marked.encode()) == {
        "paragraphs": [
            ("Closer by need", True),
            ("Trade has doubled, they say twice.", False),
            ("By choice", True),
            ("One item", False),
            ("Two", False),
            ("Quoted", False),
            ("kept as it is", False),
            ("a b", False),
            ("36 percent", False),
            ("From a page.", False),
            ("Under", True),
        ],
        "title": "Closer by need",
    }
