// What the server found wrong: faults with their places in the file in, and under the key of the
// modification that they belong to, in people's words, out.

import { knows, t } from "../i18n.js";

const PLACE = /^modifications\[(\d+)\](?:\.(.+)|(\[.+))?$/;

/**
 * Sorts faults to where they belong.
 * @returns {Map<string, {path: string, text: string, detail: string}[]>} by key of a modification,
 *   "growth" for the years to come, "" for the scenario as a whole
 */
export function sorted(fields, keys) {
  const found = new Map();
  for (const fault of fields) {
    const { key, path } = placed(fault.field ?? "", keys);
    const all = found.get(key) ?? [];
    all.push({ path, text: words(path, fault), detail: fault.detail ?? "" });
    found.set(key, all);
  }
  return found;
}

function placed(field, keys) {
  const found = PLACE.exec(field);
  if (found && keys[Number(found[1])]) return { key: keys[Number(found[1])], path: found[2] ?? found[3] ?? "" };
  if (field.startsWith("growth")) return { key: "growth", path: field.replace(/^growth\.?/, "") };
  return { key: "", path: field };
}

// "Period 2, headway: a whole number is asked for."
function words(path, fault) {
  const where = path.split(".").map(part).filter(Boolean).join(", ");
  const what = knows(`fault.${fault.code}`) ? t(`fault.${fault.code}`, { detail: fault.detail ?? "" }) : fault.detail ?? "";
  return where ? t("fault.at", { where, what }) : what;
}

function part(text) {
  const found = /^([A-Za-z0-9_]*)((?:\[\d+\])*)$/.exec(text);
  if (!found) return text;
  const name = knows(`place.${found[1]}`) ? t(`place.${found[1]}`) : found[1];
  const numbers = [...found[2].matchAll(/\[(\d+)\]/g)].map((each) => Number(each[1]) + 1);
  return [name, ...numbers].filter((each) => each !== "").join(" ");
}
