// Tables that may be wider than the page: a table in, a box out in which it can be moved by keyboard, too.

import { el } from "../dom.js";

/** The box of a table, called by what the table tells. */
export const scrolled = (label, table) => el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, table);
