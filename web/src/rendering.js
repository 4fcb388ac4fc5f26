// Messages -> DOM. Whatever the server or the student wrote becomes text nodes, never HTML.

import { DELEGADO, OPTIONS, PICTURE, PICTURE_DROPPED, pictureOf, RETRY, STUDENT } from "./texts.js";

const PICTURE_START = "data:image/png;base64,";
const SOURCE = "Fuente:";
const LONGEST_PICTURE_NAME = 80;
/** Titles of the parts of a computed answer: a line of its own that ends with a colon. */
const PART_TITLES = new Set(["Por qué:", "Qué puedes hacer:", "Ten en cuenta:", "La regla:"]);

/**
 * @param {string} tag
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLElement}
 */
export function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

/** @param {string} text @returns {string | null} */
function safeUrl(text) {
  try {
    const url = new URL(text);
    return url.protocol === "https:" && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}

/** "31.25 %" and "Art. 15 b" stay on one line. @param {string} text @returns {string} */
function withFiguresKept(text) {
  return text.replace(/\d %|\bArt\. \d+(?: [a-z]\b)?/g, (figure) => figure.replaceAll(" ", "\u00a0"));
}

/** @param {HTMLElement} node @param {string} text */
function appendWithLinks(node, text) {
  let from = 0;
  for (const match of text.matchAll(/https:\/\/[^\s<>"'“”«»]+/gi)) {
    let shown = match[0].replace(/[.,;:!?…*]+$/, "");
    while (shown.endsWith(")") && !shown.includes("(")) shown = shown.slice(0, -1).replace(/[.,;:!?…*]+$/, "");
    const href = safeUrl(shown);
    if (!href) continue;
    node.append(withFiguresKept(text.slice(from, match.index)));
    const link = element("a", "", shown);
    link.setAttribute("href", href);
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer");
    node.append(link);
    from = match.index + shown.length;
  }
  node.append(withFiguresKept(text.slice(from)));
}

/** Lines of one message -> paragraphs, lists ("- ", "1. "; two spaces before them nest them) and the source line. */
class TextLayout {
  /** @param {HTMLElement} bubble */
  constructor(bubble) {
    this.bubble = bubble;
    this.close();
  }

  close() {
    /** @type {HTMLElement | null} */
    this.paragraph = null;
    /** @type {HTMLElement | null} */
    this.list = null;
    /** @type {HTMLElement | null} */
    this.nested = null;
  }

  /** @param {string} raw */
  add(raw) {
    const line = raw.trim();
    const indented = /^(\s{2}|\t)/.test(raw);
    const item = /^(?:-|(\d{1,3})\.)\s+(.+)$/.exec(line);
    if (!line) this.paragraph = null;
    else if (line.startsWith(SOURCE)) this.addBlock("source", line);
    else if (PART_TITLES.has(line)) this.addBlock("part", line);
    else if (item) this.addItem(item[2], item[1] ? Number(item[1]) : null, indented);
    else if (indented && this.list && !this.paragraph) this.continueItem(line);
    else this.addLine(line);
  }

  /** @param {string} className @param {string} line */
  addBlock(className, line) {
    this.close();
    const block = element("p", className);
    appendWithLinks(block, line);
    this.bubble.append(block);
  }

  /** @param {string} text @param {number | null} number @param {boolean} indented */
  addItem(text, number, indented) {
    const within = indented && this.list ? /** @type {HTMLElement} */ (this.list.lastElementChild) : null;
    const tag = number === null ? "UL" : "OL";
    let target = within ? this.nested : this.list;
    if (target?.tagName !== tag) {
      target = element(tag);
      (within ?? this.bubble).append(target);
    }
    this.nested = within ? target : null;
    if (!within) this.list = target;
    const entry = element("li");
    if (number !== null) entry.setAttribute("value", String(number));
    appendWithLinks(entry, text);
    target.append(entry);
    this.paragraph = null;
  }

  /** @param {string} line */
  continueItem(line) {
    const entry = /** @type {HTMLElement} */ ((this.nested ?? this.list)?.lastElementChild);
    entry.append(element("br"));
    appendWithLinks(entry, line);
  }

  /** @param {string} line */
  addLine(line) {
    this.list = this.nested = null;
    if (this.paragraph) {
      this.paragraph.append(element("br"));
    } else {
      this.paragraph = element("p");
      this.bubble.append(this.paragraph);
    }
    appendWithLinks(this.paragraph, line);
  }
}

/** @param {HTMLElement} bubble @param {string} text */
function appendText(bubble, text) {
  const layout = new TextLayout(bubble);
  for (const line of text.split(/\r?\n/)) layout.add(line);
}

/** What a picture is about; the text above it says the rest. @param {string} text @returns {string} */
export function pictureName(text) {
  const [line] = text.trim().split(/\r?\n/);
  if (!line) return PICTURE;
  return pictureOf(line.length > LONGEST_PICTURE_NAME ? `${line.slice(0, LONGEST_PICTURE_NAME - 1).trimEnd()}…` : line);
}

/** @param {string} source @param {string} text @returns {HTMLElement} */
function picture(source, text) {
  const image = element("img", "picture");
  image.setAttribute("src", source);
  image.setAttribute("alt", pictureName(text));
  return image;
}

/** @param {import("./history.js").Entry} entry @returns {HTMLElement} */
function optionGroup(entry) {
  const group = element("div", "options");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", OPTIONS);
  for (const [position, { title }] of (entry.options ?? []).entries()) {
    const button = element("button", "option", title);
    button.setAttribute("type", "button");
    button.dataset.option = String(position);
    if (entry.chosen !== undefined) button.setAttribute("aria-pressed", String(entry.chosen === position));
    group.append(button);
  }
  return group;
}

/** A message of Delegado. @param {import("./history.js").Entry} entry @returns {HTMLElement} */
export function answer(entry) {
  const message = element("div", "answer");
  message.dataset.key = String(entry.key);
  message.append(element("span", "hidden-text", `${DELEGADO}: `));
  if (entry.text || entry.image || entry.imageDropped) {
    const bubble = element("div", "bubble");
    if (entry.text) appendText(bubble, entry.text);
    if (entry.image) bubble.append(picture(entry.image, entry.text));
    else if (entry.imageDropped) bubble.append(element("p", "dropped", PICTURE_DROPPED));
    message.append(bubble);
  }
  if (entry.options?.length) message.append(optionGroup(entry));
  return message;
}

/** A quiet line of the page itself. @param {string} text @returns {HTMLElement} */
export function note(text) {
  return element("p", "note", text);
}

/** What went wrong, with a button to try again. @param {string} text @returns {HTMLElement} */
export function problem(text) {
  const box = element("div", "problem");
  box.append(element("p", "", text));
  const retry = element("button", "retry", RETRY);
  retry.setAttribute("type", "button");
  box.append(retry);
  return box;
}

/** The component wants its student's messages as HTML: the text, escaped. @param {string} text @returns {string} */
export function studentHtml(text) {
  if (!text) return "";
  const message = element("div");
  message.append(element("span", "hidden-text", `${STUDENT}: `), text);
  return message.innerHTML;
}

/** @typedef {Omit<import("./history.js").Entry, "key">} NewEntry */

/**
 * The useful parts of what the server sent, without a key.
 * @param {unknown} messages
 * @returns {NewEntry[]}
 */
export function readMessages(messages) {
  if (!Array.isArray(messages)) return [];
  const entries = messages.map(readMessage).filter((entry) => entry.text || entry.image || entry.options?.length);
  return optionsLast(entries);
}

/** What can be asked next stands under the whole answer. @param {NewEntry[]} entries @returns {NewEntry[]} */
function optionsLast(entries) {
  const offers = entries.filter((entry) => entry.options);
  if (offers.length !== 1 || entries.at(-1) === offers[0]) return entries;
  const [{ options, ...rest }] = offers;
  const moved = entries.map((entry) => (entry === offers[0] ? rest : entry));
  return [...moved.slice(0, -1), { ...moved[moved.length - 1], options }];
}

/** @param {any} message @returns {NewEntry} */
function readMessage(message) {
  const text = typeof message?.text === "string" ? message.text.trim() : "";
  const options = (Array.isArray(message?.buttons) ? message.buttons : [])
    .filter((/** @type {any} */ button) => typeof button?.title === "string" && button.title.trim())
    .map((/** @type {any} */ { title, payload }) => ({
      title,
      payload: typeof payload === "string" && payload ? payload : title,
    }));
  const given = typeof message?.image === "string" ? message.image : "";
  const image = given.startsWith(PICTURE_START) ? given : "";
  return { speaker: "delegado", text, ...(options.length && { options }), ...(image && { image }) };
}
