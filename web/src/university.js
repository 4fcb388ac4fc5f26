// The top of the page: the three universities, and who is recognised.

import { recognised } from "./texts.js";

/** @param {string} id @returns {HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

export class UniversityChoice {
  /** @param {{choose: (university: string) => void, signOut: () => void}} listener */
  constructor(listener) {
    this.buttons = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-university]")]);
    this.signOut = byId("sign-out");
    this.identity = byId("identity");
    this.explanation = byId("university-explanation");
    /** @type {string | null} */
    this.student = null;
    /** @type {string | null} */
    this.university = null;
    this.waiting = false;
    for (const button of this.buttons) {
      button.addEventListener("click", () => {
        if (!this.student) listener.choose(button.dataset.university ?? "");
      });
    }
    this.signOut.addEventListener("click", () => listener.signOut());
  }

  /** Shows what the server says; what it does not say stays. @param {import("./connection.js").Identity} identity */
  show(identity) {
    if (identity.student !== undefined) this.student = identity.student;
    if (identity.university !== undefined) this.university = identity.university;
    for (const button of this.buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.university === this.university));
      if (this.student) button.setAttribute("aria-describedby", this.explanation.id);
      else button.removeAttribute("aria-describedby");
    }
    this.explanation.hidden = this.identity.hidden = !this.student;
    const name = /** @type {HTMLElement} */ (this.identity.querySelector("[data-name]"));
    name.textContent = this.student ? recognised(this.student, this.university) : "";
    this.showDisabled();
  }

  /** @param {boolean} waiting An answer is awaited; what is pressed now is done after it. */
  showWaiting(waiting) {
    this.waiting = waiting;
    this.showDisabled();
  }

  /** aria-disabled and not disabled: all stay in the order of focus, and the explanation is read. */
  showDisabled() {
    const fixed = Boolean(this.student);
    for (const button of this.buttons) button.setAttribute("aria-disabled", String(this.waiting || fixed));
    this.signOut.setAttribute("aria-disabled", String(this.waiting));
  }
}
