import type { GuestJourney, Step } from "./guest-journey";

type Page = Pick<Window, "history" | "addEventListener">;

/** Lets the browser's Back go one step back in the journey, and not away from what was typed. */
export function keepStepHistory(journey: GuestJourney, page: Page): void {
  let shown: Step = journey.step;
  page.history.replaceState({ step: shown }, "");

  journey.watch(() => {
    if (journey.step === shown) return;
    // After the receipt there is no way back into the reading that was sent.
    const method = shown === "identify" || journey.step === "confirm" ? "pushState" : "replaceState";
    shown = journey.step;
    page.history[method]({ step: shown }, "");
  });

  page.addEventListener("popstate", (event) => {
    const wanted = (event as PopStateEvent).state?.step as Step | undefined;
    // An entry without a step was made by a link within the page, such as the one that skips to the content.
    if (!wanted) page.history.replaceState({ step: journey.step }, "");
    if (!wanted || wanted === journey.step) return;
    shown = wanted;
    if (wanted === "identify") journey.identifyAgain();
    else journey.change();
    if (journey.step !== wanted) page.history.replaceState({ step: journey.step }, "");
    shown = journey.step;
  });
}
