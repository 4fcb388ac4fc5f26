// The conversation: what was said, what is awaited, and what the page tells about the connection.

import { newId } from "./connection.js";
import { readMessages } from "./rendering.js";
import { CONNECTING, ERASED, NEW_CONVERSATION, NOTHING_USEFUL, RECONNECTING, TYPING, UNREACHABLE } from "./texts.js";

/** Most answers come sooner than this: nothing flickers then. */
const TYPING_DELAY_MS = 200;
const CONNECTING_DELAY_MS = 1_000;

/** @type {(university: string) => string} */
const choiceOf = (university) => `/elegir_universidad{"universidad": "${university}"}`;

/**
 * @typedef {object} Setup
 * @property {import("./storage.js").TabStorage} storage
 * @property {import("./history.js").History} history
 * @property {(text: string) => void} showStatus A visible line; also read out.
 * @property {(text: string) => void} announce Read out only.
 * @property {{text: string, options: import("./history.js").Option[]}} greeting
 * @property {string | null} embeddedUniversity Chosen by the site that embeds the page.
 */

export class Conversation {
  /** @param {Setup} setup */
  constructor(setup) {
    this.storage = setup.storage;
    this.history = setup.history;
    this.showStatus = setup.showStatus;
    this.announce = setup.announce;
    /** @type {import("./connection.js").Question | null} */
    this.pending = null;
    /** @type {import("./connection.js").Question | null} */
    this.failed = null;
    this.greeting = setup.greeting;
    this.embeddedUniversity = setup.embeddedUniversity;
    this.notice = "";
    this.everConnected = false;
  }

  /**
   * @param {import("./chat_view.js").ChatView} view
   * @param {import("./connection.js").Connection} connection
   * @param {import("./university.js").UniversityChoice} university
   */
  start(view, connection, university) {
    this.view = view;
    this.connection = connection;
    this.university = university;
    const kept = this.history.entries;
    if (kept.length) view.restore(kept);
    else {
      view.restore([]);
      this.greet();
    }
    const unanswered = this.storedQuestion();
    if (unanswered) this.deliver(unanswered);
    this.connectingTimer = setTimeout(() => this.showStatus(CONNECTING), CONNECTING_DELAY_MS);
    connection.open();
  }

  // What the student does.

  mayAsk() {
    return !this.pending;
  }

  /** A question that the component has drawn already. @param {string} text */
  asked(text) {
    this.history.add({ speaker: "student", text });
    this.deliver({ id: newId(), message: text });
  }

  /** Sends `message`; `shown` is what the student is seen to say. @param {string} message @param {string} shown */
  say(message, shown) {
    if (this.pending) return false;
    this.view.removeProblem();
    this.view.add(this.history.add({ speaker: "student", text: shown }));
    this.deliver({ id: newId(), message });
    return true;
  }

  /** @param {number} key @param {number} position */
  chose(key, position) {
    const entry = this.history.find(key);
    const option = entry?.options?.[position];
    if (!entry || !option || !this.say(option.payload, option.title)) return;
    this.history.change(entry, { chosen: position });
    this.view.redraw(entry);
  }

  /** @param {string} university */
  chooseUniversity(university) {
    this.say(choiceOf(university), university);
  }

  retry() {
    const question = this.failed;
    if (!question || this.pending) return;
    this.view.focusLog(); // the button is about to go
    this.view.removeProblem();
    this.deliver(question);
  }

  erase() {
    this.setPending(null);
    this.failed = null;
    this.connection.forget();
    this.university.show({ student: null, university: null });
    this.history.clear();
    this.view.clear();
    this.view.add(this.history.add({ speaker: "note", text: ERASED }));
    this.greet();
  }

  // What the connection tells.

  /** @param {import("./connection.js").Confirmation} confirmation */
  confirmed(confirmation) {
    clearTimeout(this.connectingTimer);
    this.everConnected = true;
    this.showStatus("");
    if (confirmation.notice) this.showNotice(confirmation.notice);
    if (this.connection.forgetting) return;
    this.university.show(confirmation);
    if (confirmation.lost) this.view.add(this.history.add({ speaker: "note", text: NEW_CONVERSATION }));
    this.chooseEmbedded();
  }

  forgotten() {
    this.chooseEmbedded();
  }

  disconnected() {
    if (this.everConnected) this.showStatus(RECONNECTING);
  }

  /** @param {import("./connection.js").Question} question @param {import("./connection.js").Answer} answer */
  answered(question, answer) {
    this.setPending(null);
    if (answer.session) this.showLastExchange();
    this.university.show(answer);
    const entries = readMessages(answer.messages);
    for (const entry of entries) this.view.add(this.history.add(entry));
    if (answer.session) this.chooseEmbedded();
    if (entries.length) return;
    // Another id: the server would repeat what it said to this one.
    const problem = typeof answer.error === "string" && answer.error ? answer.error : NOTHING_USEFUL;
    this.fail({ id: newId(), message: question.message }, problem);
  }

  /** @param {import("./connection.js").Question} question */
  givenUp(question) {
    this.setPending(null);
    this.fail(question, UNREACHABLE);
  }

  /** @param {import("./connection.js").Answer} pushed */
  pushed(pushed) {
    const typing = this.view.typingShown;
    this.view.showTyping(false);
    for (const entry of readMessages(pushed.messages)) this.view.add(this.history.add(entry));
    this.view.showTyping(typing);
    this.university.show(pushed);
  }

  // Within.

  greet() {
    const { text, options } = this.greeting;
    const entry = this.history.add({ speaker: "delegado", text, options });
    this.storage.set("greeting", String(entry.key));
    this.view.add(entry);
    if (this.notice) this.showNotice(this.notice);
  }

  /** The server's privacy notice, in the first bubble. @param {string} notice */
  showNotice(notice) {
    this.notice = notice;
    const entry = this.history.find(Number(this.storage.get("greeting")));
    if (!entry || entry.text.includes(notice)) return;
    this.history.change(entry, { text: `${entry.text}\n\n${notice}` });
    this.view.redraw(entry);
  }

  /** The server erased the conversation: what led to it stays in sight, and its answer follows. */
  showLastExchange() {
    this.history.keepLastExchange();
    this.view.clear();
    for (const entry of this.history.entries) this.view.add(entry);
  }

  chooseEmbedded() {
    const wanted = this.embeddedUniversity;
    if (!wanted || this.pending || this.university.student || this.university.university) return;
    this.deliver({ id: newId(), message: choiceOf(wanted) });
  }

  /** @param {import("./connection.js").Question} question */
  deliver(question) {
    this.failed = null;
    this.setPending(question);
    this.connection.ask(question);
  }

  /** @param {import("./connection.js").Question} question @param {string} problem */
  fail(question, problem) {
    this.failed = question;
    this.view.addProblem(problem);
  }

  /** @param {import("./connection.js").Question | null} question */
  setPending(question) {
    this.pending = question;
    // Kept, so that after a reload the same question is asked again under the same id.
    this.storage.set("question", question && JSON.stringify(question));
    clearTimeout(this.typingTimer);
    if (question) {
      this.typingTimer = setTimeout(() => this.showWaiting(true), TYPING_DELAY_MS);
    } else {
      this.showWaiting(false);
    }
  }

  /** @param {boolean} waiting */
  showWaiting(waiting) {
    this.view.showTyping(waiting);
    this.view.showWaiting(waiting);
    this.announce(waiting ? TYPING : "");
  }

  /** @returns {import("./connection.js").Question | null} */
  storedQuestion() {
    try {
      const question = JSON.parse(this.storage.get("question") ?? "null");
      return typeof question?.id === "string" && typeof question.message === "string" ? question : null;
    } catch {
      return null;
    }
  }
}
