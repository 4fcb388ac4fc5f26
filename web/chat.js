// The chat page of Delegado, over the REST channel of the same server (development only).
// Whatever the server sends is inserted as text, never as HTML.

const REST_URL = new URL("../webhooks/rest/webhook", document.baseURI);
const ANSWER_TIMEOUT_MS = 30_000;
const TYPING_DELAY_MS = 200;

const GREETING =
  "¡Hola! Soy Delegado. Elige tu universidad arriba y pregúntame con tus palabras, como le escribirías a un amigo.\n\n" +
  "Puedes empezar con una de estas preguntas:";
const EXAMPLES = ["¿Puedo dar el susti?", "¿Cuántas faltas me quedan?", "¿Cuántos créditos puedo llevar?"];

const UNREACHABLE = "No pude conectarme con el servidor. Revisa tu conexión e inténtalo de nuevo.";
const TOO_SLOW = "El servidor está tardando demasiado. Inténtalo de nuevo en un momento.";
const NOTHING_USEFUL = "El servidor respondió, pero sin ningún mensaje. Inténtalo de nuevo en un momento.";
const failed = (status) => `El servidor no pudo responder (error ${status}). Inténtalo de nuevo en un momento.`;

const scroller = document.getElementById("scroller");
const log = document.getElementById("log");
const typing = document.getElementById("typing");
const statusLine = document.getElementById("status");
const composer = document.getElementById("composer");
const question = document.getElementById("question");
const sendButton = document.getElementById("send");
const universityButtons = [...document.querySelectorAll("[data-university]")];

// What this tab remembers until it is closed: the sender id and the university chosen.

const memory = new Map();

function recall(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return memory.get(key) ?? null; // the browser keeps no data for this page
  }
}

function remember(key, value) {
  memory.set(key, value);
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // kept in memory only
  }
}

function newSenderId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const sender = "page-" + [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  remember("delegado.sender", sender);
  return sender;
}

// Text of an answer -> paragraphs, lists, source line, links.

function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

function safeUrl(text) {
  try {
    const url = new URL(text);
    return url.protocol === "https:" && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}

function appendWithLinks(node, text) {
  let from = 0;
  for (const match of text.matchAll(/https:\/\/[^\s<>"'“”«»]+/gi)) {
    let shown = match[0].replace(/[.,;:!?…*]+$/, "");
    while (shown.endsWith(")") && !shown.includes("(")) shown = shown.slice(0, -1).replace(/[.,;:!?…*]+$/, "");
    const href = safeUrl(shown);
    if (!href) continue;
    node.append(text.slice(from, match.index));
    const link = element("a", "", shown);
    link.href = href;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    node.append(link);
    from = match.index + shown.length;
  }
  node.append(text.slice(from));
}

// Adds the lines of one message to a bubble. "- " and "1. " open list items; two spaces before them nest them.
function appendText(bubble, text) {
  let paragraph = null;
  let list = null;
  let nested = null;

  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    const indented = /^(\s{2}|\t)/.test(raw);
    const item = /^(?:-|(\d{1,3})\.)\s+(.+)$/.exec(line);

    if (!line) {
      paragraph = null;
    } else if (line.startsWith("Fuente:")) {
      paragraph = list = nested = null;
      const source = element("p", "source");
      appendWithLinks(source, line);
      bubble.append(source);
    } else if (item) {
      const tag = item[1] ? "OL" : "UL";
      const parent = indented && list ? list.lastElementChild : bubble;
      let target = parent === bubble ? list : nested;
      if (target?.tagName !== tag) {
        target = element(tag);
        parent.append(target);
      }
      if (parent === bubble) {
        list = target;
        nested = null;
      } else {
        nested = target;
      }
      const entry = element("li");
      if (item[1]) entry.value = Number(item[1]);
      appendWithLinks(entry, item[2]);
      target.append(entry);
      paragraph = null;
    } else if (indented && list && !paragraph) {
      const entry = (nested ?? list).lastElementChild;
      entry.append(element("br"));
      appendWithLinks(entry, line);
    } else {
      list = nested = null;
      if (paragraph) {
        paragraph.append(element("br"));
      } else {
        paragraph = element("p");
        bubble.append(paragraph);
      }
      appendWithLinks(paragraph, line);
    }
  }
}

// The message list.

function addMessage(className, speaker) {
  const message = element("div", `message ${className}`);
  message.append(element("span", "hidden-text", `${speaker}: `));
  return message;
}

function addStudentMessage(text) {
  const message = addMessage("student", "Tú");
  message.append(text);
  log.append(message);
  return message;
}

function optionButton({ title, payload }) {
  const button = element("button", "", title);
  button.type = "button";
  button.addEventListener("click", () => say(payload, title));
  return button;
}

// The REST channel cuts a text at every blank line: the parts of one answer come together in one bubble again.
// An answer is complete at its source line or its buttons.
function addAnswer(replies) {
  const messages = [];
  let bubble = null;
  for (const reply of replies) {
    const options = (Array.isArray(reply.buttons) ? reply.buttons : [])
      .filter((button) => button && typeof button.title === "string" && button.title.trim())
      .map(({ title, payload }) => ({ title, payload: typeof payload === "string" && payload ? payload : title }));
    const text = typeof reply.text === "string" ? reply.text.trim() : "";
    if (!text && !options.length) continue;

    const startsWithSource = text.startsWith("Fuente:");
    const complete = bubble?.querySelector(".source") && !startsWithSource;
    if (!bubble || (complete && text)) {
      messages.push(addMessage("delegado", "Delegado"));
      bubble = null;
    }
    const message = messages.at(-1);
    if (text) {
      if (!bubble) {
        bubble = element("div", "bubble");
        message.append(bubble);
      }
      appendText(bubble, text);
    }
    if (options.length) {
      const group = element("div", "options");
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", "Opciones");
      group.append(...options.map(optionButton));
      message.append(group);
      bubble = null;
    }
  }
  log.append(...messages);
  return messages.length > 0;
}

function addProblem(text, message) {
  const problem = element("div", "problem");
  problem.append(element("p", "", text));
  const retry = element("button", "", "Reintentar");
  retry.type = "button";
  retry.addEventListener("click", () => {
    if (pending) return;
    problem.remove();
    scroller.focus({ preventScroll: true });
    deliver(message);
  });
  problem.append(retry);
  log.append(problem);
}

// Shows the end of the conversation, but never so far that the student's last message leaves the window at the top.
function scrollToNews() {
  const students = log.querySelectorAll(".student");
  const last = students[students.length - 1];
  const end = scroller.scrollHeight - scroller.clientHeight;
  scroller.scrollTop = last ? Math.min(end, last.offsetTop - 12) : end;
}

// One question at a time: `pending` is the request under way.

let sender = recall("delegado.sender") ?? newSenderId();
let pending = null;
let typingTimer = 0;

// aria-disabled and not disabled, so that the focus stays where it is.
function showDisabled(disabled) {
  for (const button of [sendButton, ...universityButtons, ...log.querySelectorAll("button")]) {
    button.setAttribute("aria-disabled", String(disabled));
  }
}

function setWaiting(waiting) {
  clearTimeout(typingTimer);
  if (waiting) {
    // Most answers come sooner than this: nothing flickers then.
    typingTimer = setTimeout(() => {
      typing.hidden = false;
      showDisabled(true);
      statusLine.textContent = "Delegado está escribiendo…";
      scrollToNews();
    }, TYPING_DELAY_MS);
  } else {
    typing.hidden = true;
    showDisabled(false);
    statusLine.textContent = "";
  }
}

async function ask(message, signal) {
  const response = await fetch(REST_URL, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ sender, message }),
    signal,
  });
  if (!response.ok) return { problem: failed(response.status) };
  const replies = await response.json().catch((error) => {
    if (signal.aborted) throw error;
    return null;
  });
  if (!Array.isArray(replies)) return { problem: NOTHING_USEFUL };
  return { replies: replies.filter((reply) => reply && typeof reply === "object") };
}

async function deliver(message) {
  const request = new AbortController();
  pending = request;
  setWaiting(true);
  const timeout = setTimeout(() => request.abort(), ANSWER_TIMEOUT_MS);
  const { replies, problem } = await ask(message, request.signal).catch(() => ({
    problem: request.signal.aborted ? TOO_SLOW : UNREACHABLE,
  }));
  clearTimeout(timeout);
  if (pending !== request) return; // the conversation was deleted meanwhile

  pending = null;
  setWaiting(false);
  if (problem) {
    addProblem(problem, message);
  } else {
    noteUniversity(message);
    if (!addAnswer(replies)) addProblem(NOTHING_USEFUL, message);
  }
  scrollToNews();
}

// Sends `message`; `shown` is what the student is seen to say. False while an answer is awaited.
function say(message, shown) {
  if (pending) return false;
  for (const retry of log.querySelectorAll(".problem button")) retry.remove();
  addStudentMessage(shown);
  scrollToNews();
  deliver(message);
  return true;
}

// University.

function showUniversity(university) {
  for (const button of universityButtons) {
    button.setAttribute("aria-pressed", String(button.dataset.university === university));
  }
}

// The choice may also come from a button of an answer, so it is read from what was sent.
function noteUniversity(message) {
  const choice = /^\/elegir_universidad\{"universidad":\s*"(\w+)"\}$/.exec(message.trim());
  if (!choice) return;
  remember("delegado.university", choice[1]);
  showUniversity(choice[1]);
}

function greet() {
  addAnswer([{ text: GREETING, buttons: EXAMPLES.map((title) => ({ title, payload: title })) }]);
}

for (const button of universityButtons) {
  const university = button.dataset.university;
  button.addEventListener("click", () => say(`/elegir_universidad{"universidad": "${university}"}`, university));
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = question.value.trim();
  if (text && say(text, text)) question.value = "";
});

document.getElementById("clear").addEventListener("click", () => {
  const abandoned = pending;
  pending = null;
  abandoned?.abort();
  setWaiting(false);
  sender = newSenderId();
  remember("delegado.university", "");
  showUniversity("");
  log.replaceChildren();
  greet();
  scroller.scrollTop = 0;
  statusLine.textContent = "Conversación borrada.";
});

showUniversity(recall("delegado.university"));
greet();
