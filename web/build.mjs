// Builds dist/ from src/: the page, its script and style, the widget's loader, and each of them compressed.

import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src");
const target = join(here, "dist");
/** The server writes into the page, so it cannot be compressed beforehand. */
const PAGE = "index.html";
const LICENCES = "licenses.txt";

const browsers = ["chrome105", "edge105", "firefox110", "safari16.4"];
const common = { bundle: true, minify: true, legalComments: "none", target: browsers, logLevel: "warning" };

async function bundle() {
  const scripts = { ...common, format: "iife", metafile: true, define: { "process.env.NODE_ENV": '"production"' } };
  const text = { ...scripts, plugins: [minifiedStyles] };
  const page = await build({ ...text, entryPoints: [join(source, "main.js")], outfile: join(target, "chat.js") });
  await build({ ...text, entryPoints: [join(source, "widget.js")], outfile: join(target, "widget.js") });
  await build({ ...common, entryPoints: [join(source, "page.css")], outfile: join(target, "chat.css") });
  return Object.keys(page.metafile.inputs);
}

/** A style imported by a script becomes its minified text, for a shadow tree. */
const minifiedStyles = {
  name: "minified-styles",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { outputFiles } = await build({ ...common, entryPoints: [path], write: false });
      return { contents: outputFiles[0].text, loader: "text" };
    });
  },
};

/** The licences of the packages inside chat.js go with it. */
async function writeLicences(inputs) {
  const names = inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean);
  const parts = await Promise.all(
    [...new Set(names)].sort().map(async (name) => {
      const folder = join(here, "node_modules", name);
      const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
      const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file ? await readFile(join(folder, file), "utf8") : "";
      return `${name} ${version} (${license})\n\n${text.trim()}\n`;
    }),
  );
  await writeFile(join(target, LICENCES), parts.join("\n\n"));
}

async function compress(name) {
  const content = await readFile(join(target, name));
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  await writeFile(join(target, `${name}.gz`), gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
  await writeFile(join(target, `${name}.br`), brotliCompressSync(content, brotli));
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const inputs = await bundle();
await copyFile(join(source, PAGE), join(target, PAGE));
await writeLicences(inputs);
for (const name of await readdir(target)) if (name !== PAGE) await compress(name);
