import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Conversation } from "../../web/src/conversation.js";
import { History } from "../../web/src/history.js";
import { TabStorage } from "../../web/src/storage.js";
import { LATER, NEW_CONVERSATION, RECONNECTING, SIGN_OUT, UNREACHABLE } from "../../web/src/texts.js";

const ANSWER = { messages: [{ text: "Sí." }] };
const CONFIRMED = { session: "token", resumed: true, student: null, university: null, lost: false, fresh: false };

/** The page's parts around a conversation: what is shown, and what was asked. */
class Page {
  shown = [];
  problem = null;
  asked = [];
  waiting = false;
  status = "";
  student = null;
  university = null;
  forgetting = false;

  constructor(storage, embeddedUniversity = null) {
    this.conversation = new Conversation({
      storage,
      history: new History(storage),
      showStatus: (text) => (this.status = text),
      announce: () => {},
      greeting: { text: "¡Hola!", options: [] },
      embeddedUniversity,
    });
    this.conversation.start(this.view(), this, this);
  }

  view() {
    const add = (entry) => {
      this.problem = null; // the component shows a problem until the next message
      this.shown.push(entry.text);
    };
    return {
      add,
      restore: (entries) => entries.forEach(add),
      clear: () => (this.shown = []),
      addProblem: (text) => (this.problem = text),
      removeProblem: () => (this.problem = null),
      redraw: () => {},
      showTyping: () => {},
      showWaiting: () => {},
      focusLog: () => {},
    };
  }

  // The connection.
  open() {}

  forget() {}

  ask(question) {
    this.asked.push(question);
  }

  // The top of the page.
  show({ student, university }) {
    if (student !== undefined) this.student = student;
    if (university !== undefined) this.university = university;
  }

  showWaiting(waiting) {
    this.waiting = waiting;
  }

  answer(answer = ANSWER) {
    this.conversation.answered(this.asked.at(-1), answer);
  }

  get messages() {
    return this.asked.map(({ message }) => message);
  }
}

let storage, page, conversation;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  storage = new TabStorage(() => undefined);
  page = new Page(storage);
  ({ conversation } = page);
  conversation.confirmed(CONFIRMED);
});

test("a university that is pressed while an answer is awaited is chosen after it", () => {
  conversation.asked("¿puedo dar el susti?");
  conversation.chooseUniversity("UPCH");
  conversation.chooseUniversity("UPC");
  assert.equal(page.asked.length, 1);
  assert.equal(page.status, LATER);
  page.answer();
  assert.equal(page.asked.length, 2);
  assert.match(page.messages[1], /"UPC"/);
  assert.equal(page.status, "");
  assert.deepEqual(page.shown.slice(-2), ["Sí.", "UPC"]);
  page.answer();
  assert.equal(page.asked.length, 2);
});

test("signing out waits for the giving up too, and the page tells it beside the lost connection", () => {
  page.student = "Ana";
  conversation.asked("hola");
  conversation.disconnected();
  conversation.signOut();
  assert.equal(page.status, `${RECONNECTING} ${LATER}`);
  conversation.givenUp(page.asked[0]);
  assert.equal(page.messages.at(-1), SIGN_OUT);
  assert.equal(page.status, RECONNECTING);
});

test("a wish that the answer has settled is dropped", () => {
  conversation.asked("mi código es 123456");
  conversation.chooseUniversity("UPC");
  page.answer({ ...ANSWER, student: "Ana", university: "UPN" });
  assert.equal(page.asked.length, 1);
  conversation.asked("cerrar sesión");
  conversation.signOut();
  page.answer({ ...ANSWER, student: null });
  assert.equal(page.asked.length, 2);
});

test("erasing forgets what was wished", () => {
  conversation.asked("hola");
  conversation.chooseUniversity("UPC");
  conversation.erase();
  assert.equal(page.status, "");
  conversation.asked("hola");
  page.answer();
  assert.equal(page.asked.length, 2);
});

test("without anything awaited a university is chosen at once", () => {
  conversation.chooseUniversity("UPN");
  assert.match(page.messages[0], /"UPN"/);
  assert.equal(page.status, "");
});

test("the top of the page knows that an answer is awaited", () => {
  conversation.asked("hola");
  mock.timers.tick(1_000);
  assert.equal(page.waiting, true);
  page.answer();
  assert.equal(page.waiting, false);
});

test("a question that was given up can be tried again after a reload, under the same id", () => {
  conversation.asked("hola");
  const [question] = page.asked;
  conversation.givenUp(question);
  const reloaded = new Page(storage);
  assert.equal(reloaded.problem, UNREACHABLE);
  reloaded.conversation.confirmed({ ...CONFIRMED, lost: true });
  assert.deepEqual([reloaded.shown.at(-1), reloaded.problem], [NEW_CONVERSATION, UNREACHABLE]);
  reloaded.conversation.retry();
  assert.deepEqual(reloaded.asked, [question]);
  reloaded.answer();
  assert.equal(reloaded.problem, null);
  assert.equal(new Page(storage).problem, null);
});

test("another question takes the problem of the one before away, also after a reload", () => {
  conversation.asked("hola");
  conversation.givenUp(page.asked[0]);
  conversation.asked("¿puedo dar el susti?");
  page.answer();
  assert.equal(page.problem, null);
  assert.equal(new Page(storage).problem, null);
});

test("what the page asks by itself leaves the offer to try again", () => {
  conversation.asked("hola");
  conversation.givenUp(page.asked[0]);
  const embedded = new Page(storage, "UPN");
  embedded.conversation.confirmed(CONFIRMED);
  embedded.answer({ ...ANSWER, university: "UPN" });
  assert.equal(embedded.problem, UNREACHABLE);
  embedded.conversation.retry();
  assert.equal(embedded.messages.at(-1), "hola");
});

test("a choice of the page's own that was given up is made again, without a problem left over", () => {
  const embedded = new Page(new TabStorage(() => undefined), "UPN");
  embedded.conversation.confirmed(CONFIRMED);
  embedded.conversation.givenUp(embedded.asked[0]);
  assert.equal(embedded.problem, UNREACHABLE);
  embedded.conversation.confirmed(CONFIRMED);
  embedded.answer({ ...ANSWER, university: "UPN" });
  assert.equal(embedded.asked.length, 2);
  assert.equal(embedded.problem, null);
});

test("what somebody else left in the storage is no question to try again", () => {
  for (const left of ["{", "3", '{"question": {"id": 1}, "problem": "a"}', '{"question": {"id": "a", "message": "b"}}']) {
    storage.set("failure", left);
    assert.equal(new Page(storage).problem, null);
  }
});

test("another student at the same page finds nothing of the one before, shown or kept", () => {
  conversation.confirmed({ ...CONFIRMED, student: "Lucía", university: "UPN", notice: "Guardo esto." });
  conversation.asked("la pregunta de Lucía");
  page.answer({ messages: [{ text: "Lucía, sí." }] });
  conversation.asked("otra de Lucía");
  conversation.signOut();
  conversation.confirmed({ ...CONFIRMED, session: "new", resumed: false, fresh: true, notice: "Guardo esto." });
  assert.deepEqual(page.shown, ["¡Hola!"]);
  assert.equal(page.student, null);
  assert.equal(page.status, "");
  assert.match(storage.get("history"), /Guardo esto\./);
  assert.doesNotMatch(JSON.stringify([...storage.memory]), /Lucía/);
  const reloaded = new Page(storage);
  assert.deepEqual(reloaded.asked, []);
  assert.equal(reloaded.problem, null);
  conversation.asked("la pregunta de Marco");
  page.answer();
  assert.equal(page.messages.at(-1), "la pregunta de Marco");
});

test("what could not be answered is not offered to another student", () => {
  conversation.asked("la pregunta de Lucía");
  conversation.givenUp(page.asked[0]);
  conversation.confirmed({ ...CONFIRMED, fresh: true });
  conversation.retry();
  assert.equal(page.asked.length, 1);
  assert.equal(new Page(storage).problem, null);
});
