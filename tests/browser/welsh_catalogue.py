"""The Welsh catalogues as the site ships them, and which words on a page are in none of them."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page
from tests.browser.conftest import REPOSITORY

# Every sentence of a catalogue; where a number or a date goes in, a mark that stands for anything.
_SENTENCES = """async (paths) => {
  const sentences = (part) => {
    if (typeof part === "string") return [part];
    if (typeof part === "function") return [String(part(...Array(6).fill("\\u0001")))];
    return Object.values(part ?? {}).flatMap(sentences);
  };
  const catalogues = await Promise.all(paths.map((path) => import(path)));
  return catalogues.flatMap(sentences).filter(Boolean);
}"""
# Names of people and places, and what is marked as being in another language, are nobody's to translate.
_ON_PAGE = """() => {
  const words = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    if (parentElement.closest("noscript, script, [lang]:not(html), [translate=no]")) continue;
    if (data.trim()) words.push(data.trim());
  }
  for (const element of document.querySelectorAll("[aria-label], [alt], [title], [placeholder]")) {
    for (const name of ["aria-label", "alt", "title", "placeholder"]) {
      if (element.getAttribute(name)) words.push(element.getAttribute(name));
    }
  }
  return words;
}"""
_DATA = re.compile(r"[\d\s.,:;()£%+–-]*|[A-Z]?[\w-]*\d[\w-]*|[A-Z2-7]{20,}")


@dataclass(frozen=True)
class WelshCatalogue:
    sentences: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, page: Page) -> "WelshCatalogue":
        assets = sorted((REPOSITORY / "frontend-static/dist/assets").glob("cy-*.js"))
        assert len(assets) == 2  # the guest's, and that of people who sign in
        said: list[Any] = page.evaluate(_SENTENCES, [f"/assets/{asset.name}" for asset in assets])
        return cls(tuple(_pattern(str(sentence)) for sentence in said))

    def lacks(self, page: Page) -> list[str]:
        """What the page says, in sight or to a screen reader, that is neither data nor in the catalogue."""
        said = [" ".join(text.split()) for text in page.evaluate(_ON_PAGE)]
        return [text for text in said if not _DATA.fullmatch(text) and not self._has(text)]

    def _has(self, text: str) -> bool:
        # Under a chart, months are their first letters.
        return any(
            sentence.fullmatch(text) or (len(text) == 3 and sentence.pattern.startswith(text))
            for sentence in self.sentences
        )


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = " ".join(sentence.split()).split("\x01")
    return re.compile(".+".join(re.escape(part) for part in parts), re.DOTALL)
