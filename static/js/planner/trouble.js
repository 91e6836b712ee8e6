// What went wrong with a call, in the page's language; everything typed is kept whatever it was.

import { t } from "../i18n.js";

/** One or two sentences. */
export function troubleText(problem) {
  if (problem?.status === 401 || problem?.status === 403) return t("trouble.mayNot");
  if (problem?.status === 503) return t("trouble.busy", { n: problem.retryS ?? 10 });
  const said = {
    offline: t("trouble.offline"), slow: t("trouble.slow"), broken: t("trouble.server"), server: t("trouble.server"),
  }[problem?.kind];
  if (said) return said;
  return problem?.detail ? t("trouble.refused", { detail: problem.detail }) : t("trouble.page");
}
