// What a simulation has to say in words: a note of a result in, its sentence in the page's language out.

import { lang } from "../i18n.js";

/** The sentence of a note; nothing where there is none. */
export const noteText = (note) => note?.says[lang()] ?? "";
