"""The first account is made on the page that the server's window names, and on no other ground."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.people import WHEN_KILLED, Browsers, People
from tests.e2e.site import Server
from tests.e2e.words import words

PASSWORD = "kuda benar baterai staples"
ACCOUNT = {
    "name": "sari",
    "display_name": "Sari Dewi",
    "password": PASSWORD,
    "repeat": PASSWORD,
}


def test_the_printed_link_makes_the_first_account_once(
    browsers: Browsers, people: People, tmp_path: Path
) -> None:
    server = Server(tmp_path / "data")
    server.start()
    try:
        link = re.search(rf"{server.origin}/set-up\S*", server.said)
        assert link is not None, server.said
        page = people.page(server.origin)
        page.goto("/")
        page.get_by_role("link", name=words("home", "setup.link")).click()
        token = page.get_by_label(words("set-up", "set_up.token"))
        expect(token).to_have_value("")

        page.goto(link[0])
        expect(token).not_to_have_value("")
        for name, value in ACCOUNT.items():
            page.locator(f"[name={name}]").fill(value)
        page.get_by_role("button", name=words("set-up", "set_up.submit")).click()
        page.wait_for_url("**/committee*")
        expect(page.locator("page-header")).to_contain_text("Sari Dewi")

        late = people.page(server.origin)
        late.goto(link[0])
        expect(late.locator("set-up-form")).to_be_hidden()
    finally:
        people.forgiven = WHEN_KILLED  # an icon may still be on its way
        server.stop()
