import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { beforeEach, mock, test } from "node:test";
import { Connection, newId, PATIENCE_MS } from "../../web/src/connection.js";
import { TabStorage } from "../../web/src/storage.js";

const QUESTION = { id: "q1", message: "¿puedo dar el susti?" };
const ANSWER = { messages: [{ text: "Sí." }] };

/** Socket.IO's client as the connection sees it; the test plays the server. */
class FakeSocket {
  server = new EventEmitter();
  sent = [];
  active = false;
  connections = 0;

  on(event, handler) {
    this.server.on(event, handler);
  }

  once(event, handler) {
    this.server.once(event, handler);
  }

  emit(event, ...rest) {
    const acknowledge = rest.pop();
    this.sent.push({ event, data: rest[0], acknowledge });
  }

  connect() {
    this.active = true;
    this.id = `connection-${++this.connections}`;
    this.auth((data) => (this.credentials = data));
  }

  disconnect() {
    this.drop({ active: false });
  }

  drop({ active = true } = {}) {
    this.active = active;
    this.server.emit("disconnect");
  }

  confirm(confirmation = {}) {
    this.server.emit("session_confirm", { session: "token", resumed: true, ...confirmation });
  }
}

let socket, storage, heard, connection;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  socket = new FakeSocket();
  storage = new TabStorage(() => undefined);
  heard = [];
  const hear = (name) => (...what) => heard.push([name, ...what]);
  connection = new Connection(socket, storage, {
    confirmed: hear("confirmed"),
    disconnected: hear("disconnected"),
    answered: hear("answered"),
    givenUp: hear("givenUp"),
    pushed: hear("pushed"),
    forgotten: hear("forgotten"),
  });
});

const names = () => heard.map(([name]) => name);
const asked = () => socket.sent.filter(({ event }) => event === "user_uttered");

test("a question waits for the session and its answer arrives", () => {
  connection.open();
  connection.ask(QUESTION);
  assert.deepEqual(asked(), []);
  socket.confirm();
  assert.deepEqual(asked()[0].data, QUESTION);
  asked()[0].acknowledge(ANSWER);
  assert.deepEqual(heard.at(-1), ["answered", QUESTION, ANSWER]);
});

test("a question without an answer is sent again under the same id after a lost connection", () => {
  connection.open();
  socket.confirm();
  connection.ask(QUESTION);
  socket.drop();
  mock.timers.tick(PATIENCE_MS - 1);
  socket.connect();
  socket.confirm();
  assert.deepEqual(asked().map(({ data }) => data.id), ["q1", "q1"]);
  mock.timers.tick(PATIENCE_MS - 1);
  asked()[1].acknowledge(ANSWER);
  asked()[0].acknowledge(ANSWER);
  assert.equal(names().filter((name) => name === "answered").length, 1);
  assert.ok(!names().includes("givenUp"));
});

test("after a minute without any progress the page gives up, once", () => {
  connection.open();
  socket.confirm();
  connection.ask(QUESTION);
  socket.drop();
  mock.timers.tick(PATIENCE_MS);
  mock.timers.tick(PATIENCE_MS);
  assert.deepEqual(heard.filter(([name]) => name === "givenUp"), [["givenUp", QUESTION]]);
  socket.connect();
  socket.confirm();
  assert.equal(asked().length, 1);
});

test("the kept token is sent, and a session that the server no longer knows is told as lost", () => {
  storage.set("session", "old");
  connection.open();
  assert.deepEqual(socket.credentials, { session: "old", portal: null });
  socket.confirm({ session: "new", resumed: false });
  assert.equal(heard.at(-1)[1].lost, true);
  assert.equal(storage.get("session"), "new");
});

test("a first visit loses nothing", () => {
  connection.open();
  socket.confirm({ resumed: false });
  assert.equal(heard.at(-1)[1].lost, false);
});

test("forgetting without a connection comes before anything else of the next one", () => {
  connection.open();
  socket.confirm({ session: "old" });
  socket.drop();
  connection.forget();
  connection.ask(QUESTION);
  socket.connect();
  assert.equal(socket.credentials.session, "old");
  socket.confirm({ resumed: true });
  assert.deepEqual(socket.sent.map(({ event }) => event), ["forget"]);
  socket.sent[0].acknowledge({ session: "fresh" });
  assert.equal(storage.get("session"), "fresh");
  assert.deepEqual(socket.sent.map(({ event }) => event), ["forget", "user_uttered"]);
});

test("forgetting drops the question that is awaited", () => {
  connection.open();
  socket.confirm();
  connection.ask(QUESTION);
  connection.forget();
  asked()[0].acknowledge(ANSWER);
  assert.ok(!names().includes("answered"));
});

test("an unanswered forget is repeated at the next connection", () => {
  connection.open();
  socket.confirm();
  connection.forget();
  socket.drop();
  socket.connect();
  socket.confirm({ resumed: false });
  assert.equal(socket.sent.filter(({ event }) => event === "forget").length, 2);
  socket.sent[0].acknowledge({ session: "late" });
  assert.equal(storage.get("forget"), "1");
});

test("the portal's token is used for one connection and never stored", () => {
  connection.open();
  socket.confirm();
  connection.identify("jwt");
  assert.equal(socket.credentials.portal, "jwt");
  socket.confirm({ student: "Ana" });
  socket.drop();
  socket.connect();
  assert.equal(socket.credentials.portal, null);
  assert.ok(![...storage.memory.values()].includes("jwt"));
});

test("a refused connection is tried again, without the portal's token", () => {
  connection.portal = "bad";
  connection.open();
  socket.active = false;
  socket.server.emit("connect_error");
  mock.timers.tick(1_000);
  assert.equal(socket.connections, 2);
  assert.equal(socket.credentials.portal, null);
});

test("ids are version 4 UUIDs", () => {
  assert.match(newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(newId(), newId());
});

test("an answer that erased the conversation brings the next session", () => {
  connection.open();
  socket.confirm({ session: "old" });
  connection.ask(QUESTION);
  asked()[0].acknowledge({ ...ANSWER, session: "fresh" });
  assert.equal(storage.get("session"), "fresh");
  assert.equal(heard.at(-1)[0], "answered");
});

test("what is asked at the confirmation goes out once", () => {
  connection.listener.confirmed = () => connection.ask(QUESTION);
  connection.open();
  socket.confirm();
  assert.equal(asked().length, 1);
});

test("for another student the question of the one before is dropped, and nothing is told as lost", () => {
  storage.set("session", "old");
  connection.open();
  socket.confirm();
  connection.ask(QUESTION);
  connection.identify("jwt");
  socket.confirm();
  socket.confirm({ session: "new", resumed: false, fresh: true });
  assert.deepEqual([heard.at(-1)[1].fresh, heard.at(-1)[1].lost], [true, false]);
  assert.equal(storage.get("session"), "new");
  for (const { acknowledge } of asked()) acknowledge({ error: "No pude leer tu mensaje." });
  mock.timers.tick(PATIENCE_MS);
  assert.ok(!names().includes("answered") && !names().includes("givenUp"));
  connection.ask({ id: "q2", message: "hola" });
  assert.equal(asked().at(-1).data.id, "q2");
});

test("who signs on while the conversation is still to be forgotten does so in the one after it", () => {
  connection.open();
  socket.confirm({ session: "old" });
  socket.drop();
  connection.forget();
  connection.identify("jwt");
  assert.deepEqual(socket.credentials, { session: "old", portal: null });
  socket.confirm();
  socket.sent[0].acknowledge({ session: "empty" });
  assert.deepEqual(socket.credentials, { session: "empty", portal: "jwt" });
  socket.confirm({ session: "empty" });
  assert.equal(connection.portal, null);
  assert.equal(socket.sent.length, 1);
});
