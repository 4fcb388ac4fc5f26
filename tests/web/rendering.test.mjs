import assert from "node:assert/strict";
import { test } from "node:test";
import { pictureName, readMessages } from "../../web/src/rendering.js";

const PICTURE = "data:image/png;base64,AAAA";

test("text and picture of one message stay together", () => {
  assert.deepEqual(readMessages([{ text: "Llevas 6 faltas.", image: PICTURE }]), [
    { speaker: "delegado", text: "Llevas 6 faltas.", image: PICTURE },
  ]);
});

test("what can be asked next stands under the picture that came after it", () => {
  const options = [{ title: "Justificar", payload: "/a" }];
  const entries = readMessages([{ text: "Llevas 6 faltas.", buttons: options }, { image: PICTURE }]);
  assert.deepEqual(entries.map((entry) => entry.options), [undefined, options]);
});

test("a picture from elsewhere is not shown", () => {
  assert.deepEqual(readMessages([{ image: "https://elsewhere.example/a.png" }, { image: 3 }, null]), []);
});

test("a picture is named after the first line, and only that", () => {
  assert.equal(pictureName("Llevas 6 faltas.\n\nFuente: Reglamento"), "Gráfico de Llevas 6 faltas.");
  assert.equal(pictureName(" \n"), "Gráfico");
  const name = pictureName("palabra ".repeat(30));
  assert.equal(name.length, "Gráfico de ".length + 80);
  assert.ok(name.endsWith("…"));
});
