// What this tab remembers until it is closed; in memory only where the browser refuses to keep anything.

const PREFIX = "delegado.";

export class TabStorage {
  /** @param {() => Storage} open Gives the browser's storage; may throw (blocked in a third-party frame). */
  constructor(open = () => sessionStorage) {
    this.memory = new Map();
    try {
      this.storage = open();
    } catch {
      this.storage = null;
    }
  }

  /** @param {string} key @returns {string | null} */
  get(key) {
    // Memory first: it is newer where the browser refused the last write (quota).
    if (this.memory.has(key)) return this.memory.get(key);
    try {
      return this.storage?.getItem(PREFIX + key) ?? null;
    } catch {
      return null;
    }
  }

  /** @param {string} key @param {string | null} value null forgets the key. */
  set(key, value) {
    this.memory.set(key, value);
    try {
      if (value === null) this.storage?.removeItem(PREFIX + key);
      else this.storage?.setItem(PREFIX + key, value);
    } catch {
      // An old value must not come back at the next reload.
      this.storage?.removeItem?.(PREFIX + key);
    }
  }
}
