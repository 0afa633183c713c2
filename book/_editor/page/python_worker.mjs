// MicroPython in a thread of its own: the page ends it to stop an answer.
import { loadMicroPython } from "./micropython.mjs";

const HEAP = 64 * 1024 * 1024; // bytes
const STACK = 64 * 1024;
let ready;

// For a page that is a file, it brings its `data`, MicroPython as an address, and our `files`.
async function start(version, data, given) {
  const beside = (name) => new URL(`${name}?v=${version}`, import.meta.url).href;
  const [python, files] = await Promise.all([
    loadMicroPython({
      url: data ?? beside("micropython.wasm"),
      heapsize: HEAP,
      pystack: STACK,
      stdout: () => {}, // what an answer prints is part of its feedback
    }),
    given ?? fetch(beside("python.json")).then((found) => found.json()),
  ]);
  for (const [name, source] of Object.entries(files)) {
    const folders = name.split("/").slice(0, -1);
    folders.forEach((_, i) => {
      const folder = `/${folders.slice(0, i + 1).join("/")}`;
      if (!python.FS.analyzePath(folder).exists) python.FS.mkdir(folder);
    });
    python.FS.writeFile(`/${name}`, source);
  }
  python.runPython("import answer");
  return python;
}

onmessage = async ({ data: { version, data, files, question } }) => {
  try {
    ready ??= start(version, data, files);
    const python = await ready;
    if (!question) {
      postMessage({});
      return;
    }
    python.globals.set("question", question);
    python.runPython("answered = answer.check(question)");
    postMessage({ answer: JSON.parse(python.globals.get("answered")) });
  } catch (error) {
    postMessage({ error: String(error.message).trim().split("\n").pop() });
  }
};
