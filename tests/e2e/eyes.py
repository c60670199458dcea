"""What is wrong with a page as it stands: words left untranslated, too wide, or out of reach."""

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.words import PLACE, words_of

Language = Literal["id", "en"]

READ_TEXTS = """() => {
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const around = node.parentElement;
    const said = around.closest("script, style, noscript, toast-stack") === null;
    if (said && around.checkVisibility({ visibilityProperty: true })) texts.push(node.data);
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
    if (element.closest("toast-stack")) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt"]) {
      if (element.hasAttribute(name)) texts.push(element.getAttribute(name));
    }
  }
  return [...new Set(texts.map((text) => text.trim()).filter(Boolean))];
}"""
"""Everything that is read or said now. Hidden parts get their words when they show, and what was
said shortly before the language changed stays said."""

AT_REST = """() => new Promise(requestAnimationFrame).then(() =>
  Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null))))"""
"""Colours on their way from light to dark are neither."""

WIDER_THAN_SCREEN = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .map((element) => `${element.localName}.${element.className}`).slice(0, 5);
}"""

NOTHING_TO_SEE = """() => [...document.querySelectorAll("button, a[href]")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }))
  .filter((each) => {
    const words = each.innerText.trim() !== "" && getComputedStyle(each).fontSize !== "0px";
    const drawn = (one) => one.getBoundingClientRect().width > 1;
    return !words && ![...each.querySelectorAll("svg, img, video, canvas, span")].some(drawn);
  })
  .map((each) => each.outerHTML.slice(0, 120))"""

GRAVE = {"serious", "critical"}
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def faults_in_words(page: Page, name: str, language: Language) -> list[str]:
    """Keys shown for sentences, places left unfilled, sentences in the other language."""
    texts: list[str] = page.evaluate(READ_TEXTS)
    own, other = words_of(name, language), words_of(name, "en" if language == "id" else "id")
    foreign = set(other.values()) - set(own.values())
    faults = [f"key {text}" for text in texts if text in own or _looks_like_a_key(text)]
    faults += [f"unfilled {text}" for text in texts if PLACE.search(text)]
    faults += [f"not {language}: {text}" for text in texts if text in foreign]
    if page.locator("html").get_attribute("lang") != language:
        faults.append("the document's lang is another")
    return faults


def _looks_like_a_key(text: str) -> bool:
    """`xyz.abc`: small letters, a dot and no blank; names of files are not."""
    parts = text.split(".")
    return (
        len(parts) > 1
        and all(part.replace("_", "").replace("-", "").isalpha() for part in parts)
        and text == text.lower()
        and parts[-1] not in {"csv", "toml", "zip", "xlsx", "jpg", "png", "svg"}
    )


def faults_in_width(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    wide: list[str] = page.evaluate(WIDER_THAN_SCREEN)
    return [f"wider than the screen: {each}" for each in wide]


def faults_in_sight(page: Page) -> list[str]:
    """Buttons and links that a person who sees finds empty."""
    empty: list[str] = page.evaluate(NOTHING_TO_SEE)
    return [f"nothing to see: {each}" for each in empty]


def faults_in_access(page: Page) -> list[str]:
    """What axe-core calls serious or critical."""
    page.evaluate(AT_REST)
    options = {"resultTypes": ["violations"], "runOnly": list(STANDARDS)}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary']}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]
