"""What people do on the pages, one function a deed, by what they can see."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.site import Account, ExamSite
from tests.e2e.words import like, words

# ---- Staff ----


def sign_in_as_staff(page: Page, path: str, account: Account) -> None:
    """Go to a page for staff, be sent to the sign-in, and come back to it."""
    page.goto(path)
    name, password = account
    page.get_by_label(words("sign-in", "word.account_name")).fill(name)
    page.get_by_label(words("sign-in", "word.password"), exact=True).fill(password)
    page.get_by_role("button", name=words("sign-in", "sign_in.submit"), exact=True).click()
    page.wait_for_url(re.compile(re.escape(path)))


def room_is_shown(page: Page) -> None:
    """The stream has brought the room."""
    expect(page.locator("connection-state")).to_contain_text(words("desk", "link.open"))


def find_at_the_desk(page: Page, number: str) -> None:
    room_is_shown(page)
    page.get_by_label(words("desk", "search.label")).fill(number)
    page.keyboard.press("Enter")
    expect(page.locator("arrival-panel")).to_contain_text(number)


def take_the_picture(page: Page) -> None:
    """By Space, when the camera sees a face well; what the desk advises besides is no hindrance."""
    expect(
        page.locator(".arrival-camera__say.tone-positive").get_by_role("paragraph")
    ).to_be_visible()
    page.keyboard.press("Space")


def pin_on_the_slip(page: Page) -> str:
    page.get_by_role("button", name=words("desk", "desk.pin_issue")).click()
    figures = page.locator(".pin-slip__figures").inner_text()
    return figures.replace(" ", "")


def confirm(page: Page, word: str) -> None:
    asked = page.locator("confirm-dialog").get_by_role("dialog")
    asked.get_by_role("button", name=word, exact=True).click()


def open_candidate(page: Page, number: str) -> Locator:
    """On the console, by search and a click on the card; what it shows of the candidate."""
    room_is_shown(page)
    page.get_by_label(words("console", "filter.search")).fill(number)
    page.get_by_role("option").filter(has_text=number).click()
    detail = page.locator("candidate-detail")
    expect(detail).to_contain_text(number)
    return detail


def start_the_sitting(page: Page) -> None:
    page.get_by_role("button", name=words("console", "start.button")).click()
    confirm(page, words("console", "start.button"))


def act(page: Page, detail: Locator, action: str, **fields: str) -> None:
    """Press an action of the open candidate; `fields` are what its dialog asks for."""
    detail.locator(f"[data-action={action}]").click()
    if not fields:
        return
    dialog = page.locator("action-dialog dialog")
    for name, value in fields.items():
        dialog.locator(f"[name={name}]").fill(value)
    dialog.get_by_role("button", name=words("console", f"ask.{action}_button", count=1)).click()
    expect(dialog).to_have_count(0)


def move(page: Page, detail: Locator, reason: str) -> str:
    """The PIN for the other terminal."""
    act(page, detail, "move", reason=reason)
    figures = page.locator("action-result .pin-slip__figures").inner_text()
    page.locator("action-result [data-do=close]").click()
    return figures.replace(" ", "")


# ---- Candidates ----


def sign_in_at_terminal(page: Page, number: str, pin: str) -> None:
    page.goto("/terminal")
    page.get_by_label(words("terminal", "sign_in.number")).fill(number)
    page.get_by_label(words("terminal", "sign_in.pin"), exact=True).fill(pin)
    page.get_by_role("button", name=words("terminal", "sign_in.submit"), exact=True).click()


def item_is_shown(page: Page, place: int) -> None:
    heading = page.get_by_role("heading", name=like("terminal", "item.number", number=place))
    expect(heading.filter(has_text=re.compile(rf"\b{place}\b"))).to_be_visible()


def choices(page: Page) -> Locator:
    return page.locator("item-view").get_by_role("radio")


def choose_by_key(page: Page, place: int) -> None:
    page.keyboard.press("abcdefgh"[place])
    expect(choices(page).nth(place)).to_be_checked()


def choose_by_mouse(page: Page, place: int) -> None:
    page.locator("item-view .choice__label").nth(place).click()
    expect(choices(page).nth(place)).to_be_checked()


def go_to_item(page: Page, place: int) -> None:
    """By the list beside the item, in the section on screen."""
    page.locator(".exam__side").get_by_role("button", name=_item_named(place)).click()
    item_is_shown(page, place)


def marked_in_list(page: Page, place: int) -> Locator:
    return page.locator(".exam__side").get_by_role("button", name=_item_named(place))


def _item_named(place: int) -> re.Pattern[str]:
    return re.compile(f"^{like('terminal', 'navigator.item', number=place).pattern}$")


def go_to_section(page: Page, section: str) -> None:
    page.locator(f"section-tabs [data-section={section}]").click()
    expect(page.locator(f"section-tabs [data-section={section}]")).to_have_attribute(
        "aria-current", "true"
    )


def this_answer_is_saved(page: Page) -> None:
    expect(page.locator("item-view")).to_contain_text(words("terminal", "save.item_saved"))


def everything_is_saved(page: Page) -> None:
    expect(page.locator("save-state")).to_have_text(words("terminal", "save.saved"))


def hand_in(page: Page) -> Locator:
    """Open the summary and return it; `confirm_hand_in` goes on."""
    page.locator(".exam__side").get_by_role(
        "button", name=words("terminal", "hand_in.open")
    ).click()
    return page.get_by_role("dialog", name=words("terminal", "hand_in.heading"))


def confirm_hand_in(page: Page) -> None:
    dialog = page.get_by_role("dialog", name=words("terminal", "hand_in.heading"))
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name=words("terminal", "hand_in.confirm"), exact=True).click()
    expect(page.get_by_role("heading", name=words("terminal", "outcome.heading"))).to_be_visible()


def what_the_server_holds(page: Page) -> dict[str, object]:
    """The form of this terminal, as the server gives it."""
    form: dict[str, object] = page.evaluate("fetch('/api/terminal/form').then((r) => r.json())")
    return form


def seconds_left(page: Page) -> int:
    figures = page.locator(".time-left__figures").inner_text()
    seconds = 0
    for part in figures.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds


def a_new_pin(site: ExamSite, number: str) -> str:
    """For a candidate who is yet to come, or who sits already and moves to another terminal."""
    staff = site.staff(site.proctor)
    if staff.row(number)["admission"] != "seated":
        return staff.a_pin(number)
    return str(staff.act("move", [number])[0]["pin"])
