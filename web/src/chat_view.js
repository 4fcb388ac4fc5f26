// The chat component: deep-chat draws the list, the text box and the button; this module tells it what to draw.

import "deep-chat";
import { announceNews, labelParts, showWaiting } from "./accessibility.js";
import componentStyle from "./component.css";
import { answer, note, problem, studentHtml } from "./rendering.js";
import { PLACEHOLDER, SEND, SHORT_PLACEHOLDER } from "./texts.js";

const LONGEST_QUESTION = 2000;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
/** The component removes a message that starts with this class as soon as another one comes. */
const TEMPORARY = "deep-chat-temporary-message";
const TYPING_HTML = '<div class="typing" aria-hidden="true"><span></span><span></span><span></span></div>';

/**
 * @typedef {object} ChatListener
 * @property {() => boolean} mayAsk
 * @property {(text: string) => void} asked The student's question; it is drawn already.
 * @property {(key: number, option: number) => void} chose
 * @property {() => void} retried
 */

/** Markdown off: the component's extension point for its Markdown library replaces the conversion itself. */
function showStudentsTextAsText() {
  const plugin = (/** @type {{render: (text: string) => string}} */ markdown) => {
    markdown.render = studentHtml;
  };
  Object.assign(window, { remarkable_plugins: [{ plugin }] });
}

function placeholder() {
  return matchMedia("(max-width: 30rem)").matches ? SHORT_PLACEHOLDER : PLACEHOLDER;
}

export class ChatView {
  /**
   * Draws the component into `host`.
   * @param {HTMLElement} host
   * @param {ChatListener} listener
   * @returns {Promise<ChatView>}
   */
  static async create(host, listener) {
    showStudentsTextAsText();
    const view = new ChatView(listener);
    host.append(view.chat);
    // The component draws itself anew, without its messages, some tasks after its last property was set.
    while (view.chat._waitingToRender_) await new Promise((resume) => setTimeout(resume));
    view.prepare();
    return view;
  }

  /** @param {ChatListener} listener */
  constructor(listener) {
    this.listener = listener;
    this.chat = /** @type {import("deep-chat").DeepChat} */ (document.createElement("deep-chat"));
    // Set before anything is drawn: without a font of its own the component fetches one from a third party.
    this.chat.style.fontFamily = FONT;
    this.typingShown = false;
    /** News came while nothing was drawn, in a frame that is hidden: there was nothing to scroll. */
    this.newsUnseen = false;
    this.typing = { toggle: (/** @type {object | undefined} */ _style) => {} };
    Object.assign(this.chat, {
      auxiliaryStyle: componentStyle,
      connect: {
        websocket: true,
        handler: (/** @type {any} */ _body, /** @type {any} */ signals) => this.listen(signals),
      },
      displayLoadingBubble: this.typing,
      submitButtonStyles: { alwaysEnabled: true, submit: { svg: { content: "" }, text: { content: SEND } } },
      textInput: { characterLimit: LONGEST_QUESTION, placeholder: { text: placeholder() } },
      validateInput: (/** @type {string | undefined} */ text) => Boolean(text?.trim()) && this.listener.mayAsk(),
    });
  }

  /** @param {any} signals The component's side of a socket that, for it, is always open. */
  listen(signals) {
    signals.newUserMessage.listener = (/** @type {any} */ body) => {
      this.listener.asked(body.messages.at(-1).text);
      this.scrollToNews();
    };
    signals.onOpen();
  }

  prepare() {
    const root = /** @type {ShadowRoot} */ (this.chat.shadowRoot);
    this.parts = labelParts(root);
    new ResizeObserver(() => this.newsUnseen && this.scrollToNews()).observe(this.parts.log);
    this.parts.log.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (button?.classList.contains("retry")) this.listener.retried();
      if (button?.classList.contains("option")) {
        const message = /** @type {HTMLElement} */ (button.closest(".answer"));
        this.listener.chose(Number(message.dataset.key), Number(button.dataset.option));
      }
    });
  }

  /**
   * Draws entries that were kept from before, silently; then new ones are read out.
   * @param {import("./history.js").Entry[]} entries
   */
  restore(entries) {
    for (const entry of entries) this.add(entry);
    // After the component's own delayed work on what was added.
    setTimeout(() => announceNews(this.parts), 100);
  }

  /** @param {import("./history.js").Entry} entry */
  add(entry) {
    if (entry.speaker === "student") this.chat.addMessage({ role: "user", text: entry.text });
    else if (entry.speaker === "note") this.addHtml(note(entry.text));
    else this.addHtml(answer(entry));
    this.scrollToNews();
  }

  /**
   * Marks the option that was chosen; a message drawn again would be read out again.
   * @param {import("./history.js").Entry} entry
   */
  showChosen(entry) {
    for (const button of this.parts.log.querySelectorAll(`.answer[data-key="${entry.key}"] .option`)) {
      const { option } = /** @type {HTMLElement} */ (button).dataset;
      button.setAttribute("aria-pressed", String(Number(option) === entry.chosen));
    }
  }

  /** Draws a message of Delegado again. @param {import("./history.js").Entry} entry */
  redraw(entry) {
    const shown = this.parts.log.querySelector(`.answer[data-key="${entry.key}"]`);
    if (!shown) return;
    const drawn = answer(entry);
    const focused = /** @type {ShadowRoot} */ (this.chat.shadowRoot).activeElement;
    const option = focused && shown.contains(focused) ? /** @type {HTMLElement} */ (focused).dataset.option : undefined;
    shown.replaceChildren(...drawn.childNodes);
    if (option) /** @type {HTMLElement | null} */ (shown.querySelector(`[data-option="${option}"]`))?.focus();
  }

  /** @param {string} text */
  addProblem(text) {
    const box = problem(text);
    const temporary = document.createElement("div");
    temporary.className = TEMPORARY;
    temporary.append(box);
    this.addHtml(temporary);
    this.scrollToNews();
  }

  removeProblem() {
    if (this.parts.log.querySelector(`.${TEMPORARY}`)) {
      this.showTyping(true);
      this.showTyping(false);
    }
  }

  /** @param {HTMLElement} node */
  addHtml(node) {
    this.chat.addMessage({ role: "ai", html: node.outerHTML });
  }

  /** @param {boolean} shown */
  showTyping(shown) {
    if (this.typingShown === shown) return;
    this.typingShown = shown;
    this.typing.toggle(shown ? { style: { html: TYPING_HTML } } : undefined);
    if (shown) this.scrollToNews();
  }

  /** @param {boolean} waiting */
  showWaiting(waiting) {
    showWaiting(this.parts, waiting);
  }

  clear() {
    this.chat.clearMessages(false);
  }

  focusQuestion() {
    this.parts.question.focus();
  }

  focusLog() {
    this.parts.log.focus({ preventScroll: true });
  }

  /** Shows the end of the conversation, but the student's last question never leaves the window at the top. */
  scrollToNews() {
    // The component scrolls by itself, in a task of its own after each message: this one comes later.
    setTimeout(() => {
      const { log } = this.parts;
      this.newsUnseen = !log.clientHeight;
      const last = [...log.querySelectorAll(".user-message-text")].at(-1);
      const end = log.scrollHeight - log.clientHeight;
      const question = last?.closest(".outer-message-container");
      log.scrollTop = question ? Math.min(end, /** @type {HTMLElement} */ (question).offsetTop - 12) : end;
    });
  }
}
