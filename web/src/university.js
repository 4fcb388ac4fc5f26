// The top of the page: the three universities, and who is recognised.

import { recognised } from "./texts.js";

/** @param {string} id @returns {HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

export class UniversityChoice {
  /** @param {{choose: (university: string) => void, signOut: () => void}} listener */
  constructor(listener) {
    this.buttons = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-university]")]);
    this.identity = byId("identity");
    this.explanation = byId("university-explanation");
    /** @type {string | null} */
    this.student = null;
    /** @type {string | null} */
    this.university = null;
    for (const button of this.buttons) {
      button.addEventListener("click", () => {
        if (!this.student) listener.choose(button.dataset.university ?? "");
      });
    }
    byId("sign-out").addEventListener("click", () => listener.signOut());
  }

  /** Shows what the server says; what it does not say stays. @param {import("./connection.js").Identity} identity */
  show(identity) {
    if (identity.student !== undefined) this.student = identity.student;
    if (identity.university !== undefined) this.university = identity.university;
    for (const button of this.buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.university === this.university));
      // aria-disabled and not disabled, so that it stays in the order of focus and its explanation is read.
      button.setAttribute("aria-disabled", String(Boolean(this.student)));
      if (this.student) button.setAttribute("aria-describedby", this.explanation.id);
      else button.removeAttribute("aria-describedby");
    }
    this.explanation.hidden = this.identity.hidden = !this.student;
    const name = /** @type {HTMLElement} */ (this.identity.querySelector("[data-name]"));
    name.textContent = this.student ? recognised(this.student, this.university) : "";
  }
}
