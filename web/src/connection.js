// The protocol with the server over Socket.IO: one session that survives reloads and restarts, one question at a time.

/** How long a question may wait without any progress (sent, connection lost, sent again) before the page gives up. */
export const PATIENCE_MS = 60_000;
const FORGET_PATIENCE_MS = 15_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/**
 * @typedef {{id: string, message: string}} Question
 * @typedef {{student?: string | null, university?: string | null}} Identity
 * @typedef {{session: string, resumed: boolean, notice?: string} & Identity & Change} Confirmation
 * @typedef {{lost: boolean, fresh: boolean}} Change
 *   `fresh`: the portal vouched for somebody else than the student before, whose conversation is not shown to them.
 *   `lost`: this tab had a session and the server no longer knows it.
 * @typedef {{messages?: unknown, error?: string, session?: string} & Identity} Answer
 *   `session`: the conversation was erased with this question; the session of the new, empty one.
 * @typedef {object} Listener
 * @property {(confirmation: Confirmation) => void} confirmed After every connection.
 * @property {() => void} disconnected
 * @property {(question: Question, answer: Answer) => void} answered
 * @property {(question: Question) => void} givenUp
 * @property {(pushed: Answer) => void} pushed The server speaks first.
 * @property {() => void} forgotten The server has deleted the conversation.
 */

/** A version 4 UUID; crypto.randomUUID exists on HTTPS only. @returns {string} */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export class Connection {
  /**
   * @param {import("socket.io-client").Socket} socket Not connected yet.
   * @param {import("./storage.js").TabStorage} storage Keeps the session's token.
   * @param {Listener} listener
   */
  constructor(socket, storage, listener) {
    this.socket = socket;
    this.storage = storage;
    this.listener = listener;
    /** @type {Question | null} */
    this.question = null;
    this.ready = false;
    this.refusals = 0;
    /** @type {string | null} The portal's token: never stored, used for one connection. */
    this.portal = null;
    /** @type {string | null} The portal's token that this connection was opened with. */
    this.sentPortal = null;
    this.sentToken = false;

    socket.auth = (/** @type {(data: object) => void} */ send) => send(this.credentials());
    socket.on("session_confirm", (/** @type {any} */ confirmation) => this.confirm(confirmation));
    socket.on("bot_uttered", (/** @type {any} */ pushed) => this.listener.pushed(pushed ?? {}));
    socket.on("disconnect", () => this.lose());
    socket.on("connect_error", () => this.refuse());
  }

  open() {
    this.socket.connect();
  }

  /** Asks, now or as soon as there is a session; a question before it is dropped. @param {Question} question */
  ask(question) {
    this.question = question;
    this.beginPatience();
    this.send();
  }

  /** Deletes the conversation, now or before anything else of the next connection. */
  forget() {
    this.endPatience();
    this.question = null;
    this.storage.set("forget", "1");
    if (this.ready) this.sendForget();
  }

  /** Connects again with a portal's token. @param {string} token */
  identify(token) {
    this.portal = token;
    this.reconnect();
  }

  credentials() {
    const session = this.storage.get("session");
    this.sentToken = Boolean(session);
    // Who signs on begins in the conversation that comes after the forgotten one.
    this.sentPortal = this.forgetting ? null : this.portal;
    return { session, portal: this.sentPortal };
  }

  /** @param {any} confirmation */
  confirm(confirmation) {
    if (typeof confirmation?.session !== "string") return;
    const fresh = Boolean(confirmation.fresh);
    const lost = this.sentToken && !confirmation.resumed && !this.forgetting && !fresh;
    if (fresh) {
      this.endPatience();
      this.question = null;
    }
    if (this.portal === this.sentPortal) this.portal = null;
    this.refusals = 0;
    this.ready = false; // what the listener asks now goes out below, once
    this.storage.set("session", confirmation.session);
    this.listener.confirmed({ ...confirmation, lost, fresh });
    this.ready = true;
    if (this.forgetting) this.sendForget();
    else this.send();
  }

  get forgetting() {
    return this.storage.get("forget") === "1";
  }

  send() {
    const question = this.question;
    if (!question || !this.ready) return;
    this.beginPatience();
    this.socket.emit("user_uttered", question, (/** @type {Answer} */ answer) => {
      // Also of a late answer: from now on the server takes this connection for the new conversation.
      if (typeof answer?.session === "string") this.storage.set("session", answer.session);
      if (this.question !== question) return;
      this.question = null;
      this.endPatience();
      this.listener.answered(question, answer ?? {});
    });
  }

  sendForget() {
    this.ready = false; // nothing else before the old conversation is gone
    const timer = setTimeout(() => this.reconnect(), FORGET_PATIENCE_MS);
    const { id } = this.socket;
    this.socket.emit("forget", (/** @type {{session?: unknown} | undefined} */ answer) => {
      clearTimeout(timer);
      if (this.socket.id !== id || !this.forgetting) return;
      if (typeof answer?.session !== "string") return this.reconnect();
      this.storage.set("forget", null);
      this.storage.set("session", answer.session);
      this.listener.forgotten();
      if (this.portal) return this.reconnect();
      this.ready = true;
      this.send();
    });
    this.socket.once("disconnect", () => clearTimeout(timer));
  }

  reconnect() {
    this.socket.disconnect();
    this.socket.connect();
  }

  lose() {
    this.ready = false;
    if (this.question) this.beginPatience();
    this.listener.disconnected();
    this.returnUnlessActive();
  }

  refuse() {
    if (!this.socket.active) this.portal = null; // the server refused this token: go on without it
    this.returnUnlessActive();
  }

  /** Socket.IO comes back by itself except where the server itself closed or refused the connection. */
  returnUnlessActive() {
    if (this.socket.active) return;
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.refusals++);
    setTimeout(() => this.socket.active || this.socket.connect(), wait);
  }

  beginPatience() {
    this.endPatience();
    this.patience = setTimeout(() => {
      const question = this.question;
      this.question = null;
      if (question) this.listener.givenUp(question);
    }, PATIENCE_MS);
  }

  endPatience() {
    clearTimeout(this.patience);
  }
}
