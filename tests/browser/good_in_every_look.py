"""What every state of every page is held to, whoever looks at it and with what."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

DESK, PHONE = 1280, 320  # 320 px are also what 1280 px are at 400 % zoom


@dataclass(frozen=True)
class Look:
    """What a person has set on their device."""

    width: int
    scheme: str = "light"
    forced_colors: str = "none"
    contrast: str = "no-preference"

    def take_on(self, page: Page) -> None:
        page.emulate_media(
            color_scheme=self.scheme,  # type: ignore[arg-type]
            forced_colors=self.forced_colors,  # type: ignore[arg-type]
            contrast=self.contrast,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        page.set_viewport_size({"width": self.width, "height": 800})


LOOKS = (
    Look(DESK),
    Look(DESK, "dark"),
    Look(PHONE),
    Look(PHONE, "dark"),
    Look(DESK, forced_colors="active"),
    Look(PHONE, contrast="more"),
)
# target-size is WCAG 2.2's, and off unless asked for.
# Chromium computes colours as they are before it forces its own, so there is no contrast to measure then.
_AXE = """(forced) => axe.run({
  rules: { "target-size": { enabled: true }, "color-contrast": { enabled: !forced } },
})"""
_MOVING = """() => [
  ...document.getAnimations().map(({ effect }) => effect.target.className),
  ...[...document.querySelectorAll("*")].filter((element) => {
    const { animationName, animationDuration, transitionDuration } = getComputedStyle(element);
    const lasts = (duration) => duration.split(",").some((each) => parseFloat(each) > 0);
    return (animationName !== "none" && lasts(animationDuration)) || lasts(transitionDuration);
  }).map(({ className }) => className),
]"""
# WCAG 1.4.12: as far as people may space their text out. A constructed style sheet is no inline style.
_SPACED_OUT = """() => {
  const spaced = new CSSStyleSheet();
  spaced.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [spaced];
}"""
_CLOSE_UP = "() => { document.adoptedStyleSheets = [] }"
_TOO_WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"
_CUT_OFF = """() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter((element) => !element.closest(".unseen, .dial, .table-frame, svg, .skip"))
  .filter((element) => getComputedStyle(element).overflow !== "visible")
  .filter((element) => element.scrollWidth > element.clientWidth + 1 && !element.matches("input, textarea"))
  .map(({ outerHTML }) => outerHTML.slice(0, 120))"""
_FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const { parentElement, nextElementSibling } = element;
  const shown = [element, parentElement, nextElementSibling, element.closest(".choice, .dial")]
    .filter(Boolean);
  const box = element.getBoundingClientRect();
  const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return {
    html: element.outerHTML.slice(0, 120),
    outlined: shown.some((each) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(each);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    }),
    inSight: box.bottom > 0 && box.top < window.innerHeight && box.right > 0 && box.left < window.innerWidth,
    onTop: middle !== null && (element.contains(middle) || middle.contains(element)
      || shown.some((each) => each.contains(middle))),
  };
}"""
_MOST_STOPS = 120


def expect_good(page: Page, axe: str, looks: tuple[Look, ...] = LOOKS) -> None:
    """axe-core finds nothing, nothing scrolls sideways, moves, gets cut off, or hides who has the focus."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    for look in looks:
        look.take_on(page)
        found = page.evaluate(_AXE, look.forced_colors == "active")["violations"]
        assert [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]] == [], look
        assert not page.evaluate(_TOO_WIDE), look
    assert page.evaluate(_MOVING) == []
    Look(PHONE).take_on(page)
    page.evaluate(_SPACED_OUT)
    assert not page.evaluate(_TOO_WIDE), "with text spaced out"
    assert page.evaluate(_CUT_OFF) == []
    page.evaluate(_CLOSE_UP)


def expect_focus_in_sight(page: Page) -> None:
    """Goes through the page by Tab: wherever the focus is, it can be seen and nothing lies over it."""
    page.evaluate("document.activeElement.blur()")
    stops = 0
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        focused: dict[str, Any] | None = page.evaluate(_FOCUSED)
        if focused is None:
            break
        stops += 1
        assert focused["outlined"], focused
        assert focused["inSight"], focused
        assert focused["onTop"], focused
    assert 0 < stops < _MOST_STOPS
