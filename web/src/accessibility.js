// What the chat component leaves out of its shadow tree: roles, names, states, and the space bar.
//
// deep-chat 2.4 draws its message list, its text box and its button as plain <div>s. It gives the text box and the
// button a role through reflected properties only, which not every browser knows, and names neither. All of it is set
// here, once after the component has been drawn; the component does not touch these attributes later.

import { CONVERSATION, QUESTION_LABEL, SEND } from "./texts.js";

/**
 * @typedef {object} Parts
 * @property {HTMLElement} log
 * @property {HTMLElement} question
 * @property {HTMLElement} send
 */

/** @param {HTMLElement} node @param {Record<string, string>} attributes */
function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}

/** @param {ShadowRoot} root @returns {Parts} */
export function labelParts(root) {
  const log = /** @type {HTMLElement} */ (root.querySelector("#messages"));
  const question = /** @type {HTMLElement} */ (root.querySelector("#text-input"));
  const send = /** @type {HTMLElement} */ (root.querySelector(".input-button"));
  // Off until the kept conversation is back: nobody wants to hear it again.
  setAttributes(log, { role: "log", "aria-live": "off", "aria-label": CONVERSATION, tabindex: "0" });
  setAttributes(question, {
    role: "textbox",
    "aria-multiline": "true",
    "aria-label": QUESTION_LABEL,
    "aria-placeholder": question.getAttribute("deep-chat-placeholder-text") ?? "",
    tabindex: "0",
  });
  setAttributes(send, { role: "button", "aria-label": SEND, tabindex: "0" });
  send.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    send.click();
  });
  return { log, question, send };
}

/** From now on new messages are read out. @param {Parts} parts */
export function announceNews(parts) {
  parts.log.setAttribute("aria-live", "polite");
}

/** @param {Parts} parts @param {boolean} waiting An answer is awaited. */
export function showWaiting(parts, waiting) {
  parts.log.setAttribute("aria-busy", String(waiting));
  for (const button of [parts.send, ...parts.log.querySelectorAll("button")]) {
    button.setAttribute("aria-disabled", String(waiting));
  }
}
