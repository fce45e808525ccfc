/** The part of the HTML page that a script fills, emptied of what stood there while it loaded. */
export function placeForPage(): HTMLElement {
  const place = document.getElementById("page");
  if (!place) throw new Error("The HTML page has no element with the id page");
  place.replaceChildren();
  return place;
}
