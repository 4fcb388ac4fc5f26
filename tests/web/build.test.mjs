import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

const web = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "web");
const built = (name) => readFileSync(join(web, "dist", name));
const skip = existsSync(join(web, "dist", "index.html")) ? false : "the page is not built";
const MOST_COMPRESSED = 300_000;

test("the compressed files are the files", { skip }, () => {
  for (const name of ["chat.js", "chat.css", "widget.js", "licenses.txt"]) {
    assert.ok(gunzipSync(built(`${name}.gz`)).equals(built(name)), name);
    assert.ok(brotliDecompressSync(built(`${name}.br`)).equals(built(name)), name);
  }
});

test("all that the page loads is under the bound", { skip }, () => {
  const sizes = ["chat.js.gz", "chat.css.gz", "index.html"].map((name) => built(name).length);
  assert.ok(sizes.reduce((sum, size) => sum + size) < MOST_COMPRESSED, String(sizes));
});

test("the page runs under its policy: no inline script or handler, nothing from elsewhere", { skip }, () => {
  const page = built("index.html").toString();
  assert.doesNotMatch(page, /<script(?![^>]*\bsrc=)/);
  assert.doesNotMatch(page, /\son\w+=/);
  assert.doesNotMatch(page, /https?:\/\//);
  assert.match(page, /<meta name="delegado-origins" content="__ORIGINS__">/);
});

test("the widget keeps to itself", { skip }, () => {
  const widget = built("widget.js").toString();
  assert.ok(widget.length < 10_000);
  assert.doesNotMatch(widget, /https?:\/\//);
});

test("the lock file names no registry", () => {
  assert.doesNotMatch(readFileSync(join(web, "package-lock.json"), "utf8"), /"resolved"|https?:\/\//);
});
