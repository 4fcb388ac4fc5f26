// The embeddable widget: one script tag on a university's site adds a round button that opens the chat page.
//
//   <script src="https://.../delegado/widget.js" data-universidad="UPN" async></script>

import style from "./widget.css";

const OPEN_KEY = "delegado.open";
const LABEL = "Delegado: dudas sobre el reglamento";
const PANEL_TITLE = "Chat con Delegado";
const ICONS = `
  <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"
       stroke-linejoin="round" aria-hidden="true">
    <path class="closed" d="M21 11.5a8 8 0 0 1-8 8 9 9 0 0 1-3.4-.7L4 20.5l1.6-4.4A8 8 0 1 1 21 11.5z"/>
    <path class="closed" d="M9 10h8M9 13.5h5"/>
    <path class="opened" d="M6 6l12 12M18 6L6 18"/>
  </svg>`;

const script = /** @type {HTMLScriptElement} */ (document.currentScript);

/** @param {HTMLScriptElement} from @returns {URL} */
function pageAddress(from) {
  const address = new URL("./", from.src);
  address.searchParams.set("widget", "1");
  if (from.dataset.universidad) address.searchParams.set("universidad", from.dataset.universidad);
  return address;
}

/** @param {boolean} open */
function rememberOpen(open) {
  try {
    sessionStorage.setItem(OPEN_KEY, open ? "1" : "");
  } catch {
    // The site keeps nothing: closed at its next page.
  }
}

function wasOpen() {
  try {
    return sessionStorage.getItem(OPEN_KEY) === "1";
  } catch {
    return false;
  }
}

class Widget {
  /** @param {URL} address */
  constructor(address) {
    this.address = address;
    /** @type {HTMLIFrameElement | null} */
    this.frame = null;
    /** @type {string | null} */
    this.portalToken = null;
    this.frameReady = false;
    this.focusWanted = false;
    this.reopening = false;

    this.launcher = document.createElement("button");
    this.launcher.type = "button";
    this.launcher.className = "launcher";
    this.launcher.setAttribute("aria-label", LABEL);
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.setAttribute("aria-controls", "panel");
    this.launcher.innerHTML = ICONS;
    this.launcher.addEventListener("click", () => (this.panel.hidden ? this.open() : this.close()));

    this.panel = document.createElement("div");
    this.panel.id = "panel";
    this.panel.className = "panel";
    this.panel.hidden = true;
    this.panel.setAttribute("role", "dialog");
    this.panel.setAttribute("aria-label", PANEL_TITLE);

    // A tree of its own: neither the site's styles nor the widget's reach the other.
    const host = document.createElement("div");
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    root.append(this.panel, this.launcher);
    root.addEventListener("keydown", (event) => {
      if (/** @type {KeyboardEvent} */ (event).key === "Escape") this.close();
    });
    document.body.append(host);
    addEventListener("message", (event) => this.hear(event));
  }

  open({ focus = true } = {}) {
    this.createFrame();
    this.panel.hidden = false;
    this.launcher.setAttribute("aria-expanded", "true");
    this.focusWanted = focus;
    if (this.frameReady) this.showReady();
  }

  /** Opens as soon as the chat is there: what does not load shows nothing that nobody asked for. */
  reopen() {
    this.reopening = true;
    this.createFrame();
  }

  close() {
    this.reopening = this.focusWanted = false;
    rememberOpen(false);
    if (this.panel.hidden) return;
    this.panel.hidden = true;
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.focus();
  }

  /** Signs the student in with the token of the university's portal, which soon expires. @param {string} token */
  identify(token) {
    this.portalToken = String(token);
    this.createFrame();
    this.passToken();
  }

  createFrame() {
    if (this.frame) return;
    this.frame = document.createElement("iframe");
    this.frame.title = PANEL_TITLE;
    this.frame.allow = "";
    this.frame.src = this.address.href;
    this.panel.append(this.frame);
  }

  /** The chat in the open panel works. */
  showReady() {
    rememberOpen(true);
    if (!this.focusWanted) return;
    this.frame?.focus();
    this.tellFrame({ type: "delegado:opened" });
  }

  passToken() {
    if (!this.portalToken || !this.frameReady) return;
    this.tellFrame({ type: "delegado:portal", token: this.portalToken });
    this.portalToken = null;
  }

  /** @param {object} message */
  tellFrame(message) {
    this.frame?.contentWindow?.postMessage(message, this.address.origin);
  }

  /** @param {MessageEvent} event */
  hear(event) {
    if (!this.frame || event.source !== this.frame.contentWindow || event.origin !== this.address.origin) return;
    if (event.data?.type === "delegado:close") this.close();
    if (event.data?.type === "delegado:ready") {
      this.frameReady = true;
      this.panel.classList.add("ready");
      this.passToken();
      if (!this.panel.hidden) this.showReady();
      // The student did not ask for it on this page: the focus stays where it is.
      else if (this.reopening) this.open({ focus: false });
    }
  }
}

function start() {
  const widget = new Widget(pageAddress(script));
  Object.assign(window, {
    Delegado: Object.freeze({
      open: () => widget.open(),
      close: () => widget.close(),
      identify: (/** @type {string} */ token) => widget.identify(token),
    }),
  });
  if (wasOpen()) widget.reopen();
}

if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
else start();
