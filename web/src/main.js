// The chat page: puts its parts together.

import { io } from "socket.io-client";
import { ChatView } from "./chat_view.js";
import { Connection } from "./connection.js";
import { Conversation } from "./conversation.js";
import { embeddedUniversity, isWidget, listenToParent, takePortalToken, tellParent } from "./embedding.js";
import { History } from "./history.js";
import { TabStorage } from "./storage.js";
import { EMBEDDED_GREETING, GREETING, STARTERS } from "./texts.js";
import { UniversityChoice } from "./university.js";

/** @param {string} id @returns {HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

function newSocket() {
  return io(location.origin, {
    path: new URL("socket.io", document.baseURI).pathname,
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: 3_000,
    timeout: 10_000,
  });
}

/** @param {string | null} university */
function greetingFor(university) {
  return {
    text: university ? EMBEDDED_GREETING : GREETING,
    options: STARTERS.map((title) => ({ title, payload: title })),
  };
}

/** @param {Conversation} conversation @param {ChatView} view */
function setUpWidget(conversation, view) {
  byId("close").addEventListener("click", () => tellParent("close"));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") tellParent("close");
  });
  listenToParent({
    portal: (token) => conversation.connection.identify(token),
    opened: () => view.focusQuestion(),
  });
  tellParent("ready");
}

async function start() {
  const portal = takePortalToken();
  if (isWidget) document.documentElement.dataset.widget = "";
  const storage = new TabStorage();
  const university = embeddedUniversity();
  const conversation = new Conversation({
    storage,
    history: new History(storage),
    showStatus: (text) => void (byId("status").textContent = text),
    announce: (text) => void (byId("announcement").textContent = text),
    greeting: greetingFor(university),
    embeddedUniversity: university,
  });
  const view = await ChatView.create(byId("chat"), {
    mayAsk: () => conversation.mayAsk(),
    asked: (text) => conversation.asked(text),
    chose: (key, option) => conversation.chose(key, option),
    retried: () => conversation.retry(),
  });
  const connection = new Connection(newSocket(), storage, conversation);
  connection.portal = portal;
  const choice = new UniversityChoice({
    choose: (chosen) => conversation.chooseUniversity(chosen),
    signOut: () => {
      conversation.signOut();
      view.focusLog(); // the button is about to go
    },
  });
  // A link to a window that shows the page already changes its fragment only.
  addEventListener("hashchange", () => {
    const token = takePortalToken();
    if (token) connection.identify(token);
  });
  byId("clear").addEventListener("click", () => conversation.erase());
  conversation.start(view, connection, choice);
  setUpWidget(conversation, view);
}

start();
