// Fails when the patient's first load is over its bar: the page, its style, its script and everything that it imports at
// once, as gzip sends them. Chunks behind import() (the second language) come later and are listed, not counted.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const BAR = 45 * 1024;
const dist = process.argv[2] ?? join(import.meta.dirname, "..", "dist");
const manifest = JSON.parse(readFileSync(join(dist, "manifest.json"), "utf8"));

/** The files that the browser fetches before the page works, and the chunks that may follow. */
function firstLoad(entry) {
  const files = new Set([entry]);
  const later = new Set();
  const visit = (key) => {
    const chunk = manifest[key];
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file);
    for (const next of chunk.dynamicImports ?? []) later.add(manifest[next].file);
    for (const next of chunk.imports ?? []) visit(next);
  };
  visit(entry);
  return { files, later };
}

const { files, later } = firstLoad("patient.html");
let total = 0;
for (const file of files) {
  const bytes = statSync(join(dist, `${file}.gz`)).size;
  total += bytes;
  console.log(`${String(bytes).padStart(7)}  ${file}`);
}
for (const file of later) console.log(`  later  ${file} (${statSync(join(dist, `${file}.gz`)).size})`);
console.log(`${String(total).padStart(7)}  of ${BAR} bytes, patient's first load (gzip)`);
if (total > BAR) {
  console.error("The patient's first load is over its bar.");
  process.exit(1);
}
