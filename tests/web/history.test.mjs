import assert from "node:assert/strict";
import { test } from "node:test";
import { History, MOST_ENTRIES, MOST_PICTURE_CHARACTERS } from "../../web/src/history.js";
import { TabStorage } from "../../web/src/storage.js";

class FakeStorage {
  values = new Map();
  room = Infinity;

  getItem(key) {
    return this.values.get(key) ?? null;
  }

  setItem(key, value) {
    if (value.length > this.room) throw new Error("QuotaExceededError");
    this.values.set(key, value);
  }

  removeItem(key) {
    this.values.delete(key);
  }
}

const reload = (storage) => new History(new TabStorage(() => storage));
const picture = (characters) => "data:image/png;base64,".padEnd(characters, "A");

test("a reload gives the conversation back, with the option that was chosen", () => {
  const storage = new FakeStorage();
  const history = reload(storage);
  const entry = history.add({ speaker: "delegado", text: "¿Cuál?", options: [{ title: "A", payload: "/a" }] });
  history.add({ speaker: "student", text: "A" });
  history.change(entry, { chosen: 0 });
  assert.deepEqual(reload(storage).entries, history.entries);
  assert.equal(reload(storage).find(entry.key).chosen, 0);
});

test("keys stay unique after a reload", () => {
  const storage = new FakeStorage();
  const first = reload(storage).add({ speaker: "student", text: "uno" });
  const second = reload(storage).add({ speaker: "student", text: "dos" });
  assert.notEqual(first.key, second.key);
});

test("only the newest entries are kept", () => {
  const storage = new FakeStorage();
  const history = reload(storage);
  for (let number = 0; number < MOST_ENTRIES + 5; number++) history.add({ speaker: "student", text: `${number}` });
  const kept = reload(storage).entries;
  assert.equal(kept.length, MOST_ENTRIES);
  assert.equal(kept[0].text, "5");
});

test("the newest pictures are kept while they fit; of the others it is told that they were there", () => {
  const storage = new FakeStorage();
  const history = reload(storage);
  const half = MOST_PICTURE_CHARACTERS / 2;
  for (const text of ["uno", "dos", "tres"]) history.add({ speaker: "delegado", text, image: picture(half) });
  assert.ok(history.entries.every((entry) => entry.image), "all are shown until a reload");
  const [oldest, ...newest] = reload(storage).entries;
  assert.deepEqual([oldest.image, oldest.imageDropped], [undefined, true]);
  assert.ok(newest.every((entry) => entry.image.length === half));
});

test("what somebody else left in the storage is not shown", () => {
  for (const text of ["{", "3", '[{"text": 1}, null, {"key": "x", "speaker": "student", "text": "a"}]']) {
    const storage = new FakeStorage();
    storage.setItem("delegado.history", text);
    assert.deepEqual(reload(storage).entries, []);
  }
});

test("a browser that keeps nothing still has a conversation", () => {
  const refusing = new TabStorage(() => {
    throw new Error("SecurityError");
  });
  new History(refusing).add({ speaker: "student", text: "hola" });
  assert.equal(new History(refusing).entries.length, 1);
});

test("when there is no room left, a reload shows nothing rather than something old", () => {
  const storage = new FakeStorage();
  const history = reload(storage);
  history.add({ speaker: "student", text: "uno" });
  storage.room = 10;
  history.add({ speaker: "student", text: "dos" });
  assert.equal(history.entries.length, 2);
  assert.deepEqual(reload(storage).entries, []);
});

test("clearing leaves nothing behind", () => {
  const storage = new FakeStorage();
  const history = reload(storage);
  history.add({ speaker: "student", text: "uno" });
  history.clear();
  assert.equal(storage.values.size, 0);
});

test("only the last exchange is kept when the server erased the rest", () => {
  const storage = new FakeStorage();
  const history = reload(storage);
  for (const [speaker, text] of [["student", "uno"], ["delegado", "dos"], ["student", "borra mis datos"]])
    history.add({ speaker, text });
  history.keepLastExchange();
  assert.deepEqual(reload(storage).entries.map(({ text }) => text), ["borra mis datos"]);
});
