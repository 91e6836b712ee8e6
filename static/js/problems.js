// What went wrong, said to people in their language, with the server's own words where they help.

import { knows, t } from "./i18n.js";

/** One or two sentences for any fault of a call or of the page itself. */
export function problemText(problem) {
  const kind = problem?.kind ?? "page";
  const said = [t(`problem.${kind}`)];
  const fields = (problem?.fields ?? []).map((fault) => `${fault.field}: ${fault.detail}`);
  const detail = fields.length ? fields.join("; ") : problem?.detail;
  if (detail && kind !== "offline" && kind !== "slow") said.push(t("problem.detail", { detail }));
  return said.join(" ");
}

/** Why an answer is empty, from the reasons it names. */
export function reasonText(reasons) {
  const known = (reasons ?? []).filter((reason) => knows(`reason.${reason}`));
  return known.length ? known.map((reason) => t(`reason.${reason}`)).join(" ") : t("reason.NONE");
}
