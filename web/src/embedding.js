// The page inside another one, and the portal's single sign-on.

const UNIVERSITIES = ["UPN", "UPCH", "UPC"];

const parameters = new URLSearchParams(location.search);

/** Whether the page is the widget's panel. */
export const isWidget = parameters.get("widget") === "1" && parent !== window;

/** The university of the site that embeds the page. @returns {string | null} */
export function embeddedUniversity() {
  const university = parameters.get("universidad")?.toUpperCase() ?? "";
  return UNIVERSITIES.includes(university) ? university : null;
}

/** The portal's token in the address (#portal=...), removed from it at once. @returns {string | null} */
export function takePortalToken() {
  const token = new URLSearchParams(location.hash.slice(1)).get("portal");
  if (token === null) return null;
  history.replaceState(null, "", location.pathname + location.search);
  return token || null;
}

/** The sites that may speak to the page: its own and those that the server wrote into it. @returns {Set<string>} */
function trustedOrigins() {
  const listed = document.querySelector('meta[name="delegado-origins"]')?.getAttribute("content") ?? "";
  return new Set([location.origin, ...listed.split(/[\s,]+/).filter((origin) => origin.includes("://"))]);
}

/**
 * Obeys the page around this one, if it is a trusted site.
 * @param {{portal: (token: string) => void, opened: () => void}} listener
 */
export function listenToParent(listener) {
  if (parent === window) return;
  const origins = trustedOrigins();
  addEventListener("message", (event) => {
    if (event.source !== parent || !origins.has(event.origin)) return;
    const { type, token } = event.data ?? {};
    if (type === "delegado:portal" && typeof token === "string" && token) listener.portal(token);
    if (type === "delegado:opened") listener.opened();
  });
}

/** Tells the page around this one; carries no data, so any origin may hear it. @param {"ready" | "close"} what */
export function tellParent(what) {
  if (parent !== window) parent.postMessage({ type: `delegado:${what}` }, "*");
}
