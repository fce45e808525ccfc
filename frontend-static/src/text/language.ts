export type Language = "en" | "cy";

const key = "language";

/** What is asked of the browser; any part may be missing, or forbidden by its settings. */
export interface LanguagePreferences {
  readonly localStorage?: Pick<Storage, "getItem" | "setItem"> | undefined;
  readonly navigator?: Pick<Navigator, "languages"> | undefined;
}

/** The language chosen before on this device; else the first of the browser's languages that we speak; else English. */
export function chosenLanguage(browser: LanguagePreferences): Language {
  const chosen = kept(browser);
  if (chosen) return chosen;
  for (const tag of browser.navigator?.languages ?? []) {
    const [language] = tag.toLowerCase().split("-");
    if (language === "en" || language === "cy") return language;
  }
  return "en";
}

export function chooseLanguage(language: Language, browser: LanguagePreferences): void {
  try {
    browser.localStorage?.setItem(key, language);
  } catch {
    // Nothing can be kept here: the choice holds for no longer than the browser's own languages say.
  }
}

function kept(browser: LanguagePreferences): Language | undefined {
  try {
    const language = browser.localStorage?.getItem(key);
    return language === "en" || language === "cy" ? language : undefined;
  } catch {
    return undefined;
  }
}
