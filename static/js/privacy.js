// Starts the page about people's data: its words in the reader's language, and nothing else.

import { preferred, use } from "./i18n.js";
import { languageSwitch } from "./languages.js";

await use(preferred());
languageSwitch();
