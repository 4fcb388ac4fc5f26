// The conversation: what was said, what is awaited, and what the page tells about the connection.

import { newId } from "./connection.js";
import { readMessages } from "./rendering.js";
import {
  CONNECTING,
  ERASED,
  LATER,
  NEW_CONVERSATION,
  NOTHING_USEFUL,
  RECONNECTING,
  SIGN_OUT,
  TYPING,
  UNREACHABLE,
} from "./texts.js";

/** Most answers come sooner than this: nothing flickers then. */
const TYPING_DELAY_MS = 200;
const CONNECTING_DELAY_MS = 1_000;

/** @type {(university: string) => string} */
const choiceOf = (university) => `/elegir_universidad{"universidad": "${university}"}`;

/**
 * @typedef {import("./connection.js").Question} Question
 * @typedef {{question: Question, problem: string}} Failure What got no useful answer, and what is told about it.
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
    /** @type {Question | null} */
    this.pending = null;
    /** @type {Failure | null} */
    this.failure = null;
    /** @type {(() => void) | null} What was pressed while an answer was awaited. */
    this.wish = null;
    this.connectionStatus = "";
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
    this.failure = this.storedFailure();
    this.showProblem();
    const unanswered = this.storedQuestion();
    if (unanswered) this.deliver(unanswered);
    this.connectingTimer = setTimeout(() => this.showConnection(CONNECTING), CONNECTING_DELAY_MS);
    connection.open();
  }

  // What the student does.

  mayAsk() {
    return !this.pending;
  }

  /** A question that the component has drawn already. @param {string} text */
  asked(text) {
    this.setFailure(null);
    this.history.add({ speaker: "student", text });
    this.deliver({ id: newId(), message: text });
  }

  /** Sends `message`; `shown` is what the student is seen to say. @param {string} message @param {string} shown */
  say(message, shown) {
    if (this.pending) return false;
    this.setFailure(null);
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
    this.view.showChosen(entry);
  }

  /** @param {string} university */
  chooseUniversity(university) {
    this.wishFor(() => {
      if (!this.university.student) this.say(choiceOf(university), university);
    });
  }

  signOut() {
    this.wishFor(() => {
      if (this.university.student) this.say(SIGN_OUT, SIGN_OUT);
    });
  }

  retry() {
    if (!this.failure || this.pending) return;
    const { question } = this.failure;
    this.setFailure(null);
    this.view.focusLog(); // the button is about to go
    this.view.removeProblem();
    this.deliver(question);
  }

  erase() {
    this.connection.forget();
    this.university.show({ student: null, university: null });
    this.empty();
    this.tell([{ speaker: "note", text: ERASED }]);
    this.greet();
  }

  // What the connection tells.

  /** @param {import("./connection.js").Confirmation} confirmation */
  confirmed(confirmation) {
    clearTimeout(this.connectingTimer);
    this.everConnected = true;
    this.showConnection("");
    if (confirmation.fresh) this.beginAnew();
    if (confirmation.notice) this.showNotice(confirmation.notice);
    if (this.connection.forgetting) return;
    this.university.show(confirmation);
    if (confirmation.lost) this.tell([{ speaker: "note", text: NEW_CONVERSATION }]);
    this.chooseEmbedded();
  }

  /** Somebody else sits here now: nothing of the conversation before stays in sight. */
  beginAnew() {
    this.empty();
    this.greet();
  }

  forgotten() {
    this.chooseEmbedded();
  }

  disconnected() {
    if (this.everConnected) this.showConnection(RECONNECTING);
  }

  /** @param {Question} question @param {import("./connection.js").Answer} answer */
  answered(question, answer) {
    this.setPending(null);
    if (answer.session) this.showLastExchange();
    this.university.show(answer);
    const entries = readMessages(answer.messages);
    this.tell(entries);
    if (!entries.length) {
      // Another id: the server would repeat what it said to this one.
      const problem = typeof answer.error === "string" && answer.error ? answer.error : NOTHING_USEFUL;
      this.fail({ id: newId(), message: question.message }, problem);
    }
    this.fulfilWish();
    if (answer.session) this.chooseEmbedded();
  }

  /** @param {Question} question */
  givenUp(question) {
    this.setPending(null);
    this.fail(question, UNREACHABLE);
    this.fulfilWish();
  }

  /** @param {import("./connection.js").Answer} pushed */
  pushed(pushed) {
    const typing = this.view.typingShown;
    this.view.showTyping(false);
    this.tell(readMessages(pushed.messages));
    this.view.showTyping(typing);
    this.university.show(pushed);
  }

  // Within.

  /** Does it now, or after the answer that is awaited; of several wishes the last. @param {() => void} act */
  wishFor(act) {
    this.setWish(act);
    if (!this.pending) this.fulfilWish();
  }

  fulfilWish() {
    const act = this.wish;
    this.setWish(null);
    act?.();
  }

  /** @param {(() => void) | null} act */
  setWish(act) {
    this.wish = act;
    this.showState();
  }

  /** @param {string} status */
  showConnection(status) {
    this.connectionStatus = status;
    this.showState();
  }

  showState() {
    this.showStatus([this.connectionStatus, this.wish && this.pending ? LATER : ""].filter(Boolean).join(" "));
  }

  /** Nothing of the conversation is shown, kept or awaited any more. */
  empty() {
    this.setPending(null);
    this.setFailure(null);
    this.setWish(null);
    this.history.clear();
    this.view.clear();
  }

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
    const message = choiceOf(wanted);
    if (this.failure?.question.message === message) this.setFailure(null);
    this.deliver({ id: newId(), message });
  }

  /** @param {Question} question */
  deliver(question) {
    this.setPending(question);
    this.connection.ask(question);
  }

  /**
   * Shows and keeps what Delegado or the page says.
   * @param {Omit<import("./history.js").Entry, "key">[]} contents
   */
  tell(contents) {
    for (const content of contents) this.view.add(this.history.add(content));
    // The component took the problem away with the first of them.
    if (contents.length) this.showProblem();
  }

  /** @param {Question} question @param {string} problem */
  fail(question, problem) {
    this.setFailure({ question, problem });
    this.showProblem();
  }

  showProblem() {
    if (this.failure) this.view.addProblem(this.failure.problem);
  }

  /** @param {Failure | null} failure */
  setFailure(failure) {
    this.failure = failure;
    this.storage.set("failure", failure && JSON.stringify(failure));
  }

  /** @param {Question | null} question */
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
    this.university.showWaiting(waiting);
    this.announce(waiting ? TYPING : "");
  }

  /** @returns {Question | null} */
  storedQuestion() {
    const question = this.stored("question");
    return isQuestion(question) ? question : null;
  }

  /** @returns {Failure | null} */
  storedFailure() {
    const failure = this.stored("failure");
    return isQuestion(failure?.question) && typeof failure.problem === "string" ? failure : null;
  }

  /** @param {string} key @returns {any} */
  stored(key) {
    try {
      return JSON.parse(this.storage.get(key) ?? "null");
    } catch {
      return null;
    }
  }
}

/** @param {any} question */
function isQuestion(question) {
  return typeof question?.id === "string" && typeof question.message === "string";
}
