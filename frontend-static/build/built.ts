/** How every page is built. */
export const built = {
  target: "es2022",
  // The content security policy forbids data: addresses and inline script.
  assetsInlineLimit: 0,
  modulePreload: { polyfill: false },
};
