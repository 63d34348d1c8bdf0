"""What is said where something cannot be done, and where one is led from there."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def address(rule: Rule) -> str:
    """An address of this rule: the first of the words it knows, else 1."""
    words = re.sub(r"<any\(([a-z_]+)[^>]*>", r"\1", rule.rule)
    return re.sub(r"<[^>]+>", "1", words)


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("/debates/abc/challenges/1/ruling", "/debates/abc/challenges/1"),
        ("/debates/abc/3/speeches/P1/points", "/debates/abc/3/"),
        ("/sittings/abc/seats/4/place", "/sittings/abc/seats/4/"),
        ("/account/password", "/account"),
        ("/join", "/"),
        # What a page cannot have in its name is an address all the same.
        ("/debates/a%3Fb/3/speeches/P1/points", "/debates/a%3Fb/3/"),
        ("/debates/a%0D%0Ab/3/speeches/P1/points", "/debates/a%0D%0Ab/3/"),
    ],
)
def test_a_browser_that_asks_again_for_a_refused_form_is_led_to_its_page(
    client: FlaskClient, asked: str, page: str
) -> None:
    answer = client.get(asked, headers=BROWSER)
    assert answer.status_code == 303
    assert answer.location == page


def test_every_address_that_takes_only_forms_leads_to_an_address_that_is_a_page(
    app: Any, client: FlaskClient
) -> None:
    pages = app.url_map.bind("localhost")
    forms = [r for r in app.url_map.iter_rules() if "GET" not in (r.methods or ())]
    led = [(rule, client.get(address(rule), headers=BROWSER)) for rule in forms]
    # Some share their address with a page, which answers for itself.
    led = [(rule, answer) for rule, answer in led if not pages.test(address(rule), "GET")]
    assert len(led) > 50
    for rule, answer in led:
        assert answer.status_code == 303, rule.rule
        assert pages.test(answer.location, "GET"), rule.rule


@pytest.mark.parametrize("headers", [{}, {"Accept": "*/*"}, BROWSER | {"X-Fragment": "1"}])
def test_a_script_hears_that_an_address_takes_only_forms(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    assert client.get("/sign-out", headers=headers).status_code == 405


def test_other_requests_are_not_led_anywhere(client: FlaskClient) -> None:
    assert client.delete("/sign-in", headers=BROWSER).status_code == 405
