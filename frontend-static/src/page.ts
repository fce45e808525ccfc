import { chooseLanguage, type Language } from "./text/language";
import { wordAt } from "./text/word-at";
import { words } from "./text/words";

/**
 * Puts the page round the content into the language that was chosen, and gives the place for the content, emptied of
 * what stood there while it loaded. The page is opened anew in the other language; `keepTyped` runs before.
 */
export function openPage(keepTyped: () => void = () => {}): HTMLElement {
  const place = document.getElementById("page");
  if (!place) throw new Error("The HTML page has no element with the id page");
  document.documentElement.lang = words.page.lang;
  for (const element of document.querySelectorAll<HTMLElement>("[data-words]")) {
    element.textContent = wordAt(element.dataset.words ?? "", words);
  }
  offerOtherLanguage(keepTyped);
  place.replaceChildren();
  return place;
}

function offerOtherLanguage(keepTyped: () => void): void {
  const button = document.getElementById("language");
  if (!button) return;
  const other: Language = words.page.lang === "cy" ? "en" : "cy";
  button.lang = other;
  button.textContent = words.page.otherLanguage;
  button.hidden = false;
  button.addEventListener("click", () => {
    chooseLanguage(other, window);
    keepTyped();
    window.location.reload();
  });
}
