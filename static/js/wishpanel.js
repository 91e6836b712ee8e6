// The traveller's choices behind one button: what is set in words beside it, all of them inside.

import { el, fill } from "./dom.js";
import { onLanguage, t } from "./i18n.js";
import { CHANGES, leavesAWay, MEANS, NEEDS, remember, remembered, sound, USUAL } from "./wishes.js";

const NAMES = {
  train: "wish.train", tram: "wish.tram", bus: "wish.bus", bike: "wish.bike", walk: "wish.walk", car: "wish.car",
  park: "wish.park", free: "wish.free", seat: "wish.seat", slow: "wish.slow", wheelchair: "wish.wheelchair",
  along: "wish.along", any: "wish.changesAny", one: "wish.changesOne", none: "wish.changesNone",
};

/**
 * Draws the choices into `place`.
 * @returns {{value: () => object, set: (wishes: object) => void, check: () => boolean}} `set` shows
 *   choices that came with a link and remembers nothing; `check` says where no way is left.
 */
export function wishPanel(place) {
  let wishes = remembered();
  const summary = el("span", { class: "wishes__set", id: "wishes-set" });
  const fault = el("p", { class: "field__error", role: "alert" });
  const panel = el("div", { class: "wishes__panel", id: "wishes-panel", hidden: true });
  const words = el("span");
  const button = el("button", {
    class: "quiet wishes__button", type: "button", "aria-expanded": "false", "aria-controls": "wishes-panel",
    "aria-describedby": "wishes-set", on: { click: () => open(panel.hidden) },
  }, words);
  fill(place, el("div", { class: "wishes__line" }, button, summary), fault, panel);
  draw();
  onLanguage(draw);
  return { value: () => wishes, set, check };

  function set(given) {
    wishes = sound(given);
    draw();
  }

  function check() {
    const fine = leavesAWay(wishes);
    fault.textContent = fine ? "" : t("wish.noMeans");
    if (!fine) {
      open(true);
      panel.querySelector("input").focus();
    }
    return fine;
  }

  function open(wanted) {
    panel.hidden = !wanted;
    button.setAttribute("aria-expanded", String(wanted));
  }

  function change(values) {
    wishes = { ...wishes, ...values };
    remember(wishes);
    along();
    say();
    if (fault.textContent && leavesAWay(wishes)) fault.textContent = "";
  }

  function draw() {
    words.textContent = t("wish.button");
    fill(panel,
      el("fieldset", {}, el("legend", {}, t("wish.means")), el("div", { class: "wishes__chips" }, MEANS.map(tick))),
      el("fieldset", {}, el("legend", {}, t("wish.changes")), el("div", { class: "wishes__chips" }, CHANGES.map(pick))),
      el("fieldset", {}, el("legend", {}, t("wish.needs")), el("div", { class: "wishes__chips" }, NEEDS.map(tick))),
      el("p", { class: "small wishes__foot" }, t("wish.kept"), " ",
        el("button", { class: "quiet", type: "button", on: { click: reset } }, t("wish.reset"))));
    along();
    say();
  }

  function tick(name) {
    const box = el("input", {
      type: "checkbox", name: `wish-${name}`, on: { change: () => change({ [name]: box.checked }) },
    });
    box.checked = wishes[name];
    return el("label", { class: "chip", "data-wish": name }, box, el("span", {}, t(NAMES[name])));
  }

  function pick(name) {
    const box = el("input", {
      type: "radio", name: "wish-changes", value: name, on: { change: () => change({ changes: name }) },
    });
    box.checked = wishes.changes === name;
    return el("label", { class: "chip" }, box, el("span", {}, t(NAMES[name])));
  }

  // A bicycle comes along only where one rides it.
  function along() {
    panel.querySelector('[data-wish="along"]').hidden = !wishes.bike;
  }

  function say() {
    summary.textContent = inWords(wishes);
  }

  function reset() {
    change({ ...USUAL });
    draw();
    button.focus();
  }
}

/** What differs from the usual choices, in a line. */
export function inWords(wishes) {
  const off = MEANS.filter((name) => USUAL[name] && !wishes[name]).map((name) => t(NAMES[name]));
  const on = [...MEANS, ...NEEDS].filter((name) => !USUAL[name] && wishes[name] && (name !== "along" || wishes.bike))
    .map((name) => t(NAMES[name]));
  if (wishes.changes !== "any") on.push(t(NAMES[wishes.changes]));
  if (off.length) on.push(t("wish.without", { list: off.join(", ") }));
  return on.length ? on.join(" · ") : t("wish.nothing");
}
