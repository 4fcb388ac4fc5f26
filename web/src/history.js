// The conversation as this tab shows it, bounded, so that a reload or a server restart keeps it visible.

export const MOST_ENTRIES = 60;
export const MOST_PICTURE_CHARACTERS = 300_000;

/**
 * @typedef {{title: string, payload: string}} Option
 * @typedef {object} Entry
 * @property {number} key Unique in this tab; the shown message carries it.
 * @property {"student" | "delegado" | "note"} speaker A note is a quiet line of the page itself.
 * @property {string} text
 * @property {Option[]} [options]
 * @property {number} [chosen] Position of the option that was chosen last.
 * @property {string} [image] A PNG as a data address.
 * @property {boolean} [imageDropped] There was a picture, too large to keep.
 */

export class History {
  /** @param {import("./storage.js").TabStorage} storage */
  constructor(storage) {
    this.storage = storage;
    /** @type {Entry[]} */
    this.entries = read(storage.get("history"));
    this.nextKey = 1 + Math.max(0, ...this.entries.map((entry) => entry.key));
  }

  /** @param {Omit<Entry, "key">} content @returns {Entry} */
  add(content) {
    const entry = { ...content, key: this.nextKey++ };
    this.entries = [...this.entries, entry].slice(-MOST_ENTRIES);
    this.save();
    return entry;
  }

  /** @param {number} key @returns {Entry | undefined} */
  find(key) {
    return this.entries.find((entry) => entry.key === key);
  }

  /** Changes an entry in place. @param {Entry} entry @param {Partial<Entry>} changes */
  change(entry, changes) {
    Object.assign(entry, changes);
    this.save();
  }

  /** Forgets all but the last question and what came after it. */
  keepLastExchange() {
    const last = this.entries.map(({ speaker }) => speaker).lastIndexOf("student");
    this.entries = last < 0 ? [] : this.entries.slice(last);
    this.save();
  }

  clear() {
    this.entries = [];
    this.storage.set("history", null);
  }

  save() {
    this.storage.set("history", JSON.stringify(withinPictureBound(this.entries)));
  }
}

/**
 * The newest pictures that fit; of the others only that they were there.
 * @param {Entry[]} entries
 * @returns {Entry[]}
 */
function withinPictureBound(entries) {
  let left = MOST_PICTURE_CHARACTERS;
  // reduceRight: the newest first have a right to the room that there is.
  return entries.reduceRight((/** @type {Entry[]} */ kept, entry) => {
    left -= entry.image?.length ?? 0;
    const { image, ...rest } = entry;
    return [image && left < 0 ? { ...rest, imageDropped: true } : entry, ...kept];
  }, []);
}

/** @param {string | null} stored @returns {Entry[]} */
function read(stored) {
  try {
    const entries = JSON.parse(stored ?? "[]");
    return Array.isArray(entries) ? entries.filter(isEntry).slice(-MOST_ENTRIES) : [];
  } catch {
    return [];
  }
}

/** @param {any} entry */
function isEntry(entry) {
  return Number.isInteger(entry?.key) && typeof entry.speaker === "string" && typeof entry.text === "string";
}
