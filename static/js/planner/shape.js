// The scenario file as docs/planning.md has it: new parts of it, and reading one from a file.

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
export const WORKING_DAYS = WEEKDAYS.slice(0, 5);

/** A scenario that changes nothing yet. */
export const blank = () => ({ name: "", modifications: [] });

/** A new line without stops: every ten minutes in the peaks of working days, else every twenty. */
export function newLine() {
  const days = Object.fromEntries(WORKING_DAYS.map((day) => [day, true]));
  const period = (startTime, endTime, minutes) => ({
    startTime, endTime, headwaySecs: minutes * 60, hopTimes: [], dwellTimes: [], ...days,
  });
  return {
    type: "add-trips", mode: 3, bidirectional: true, color: "D4006A", stops: [],
    frequencies: [
      period("05:00", "06:00", 20), period("06:00", "09:00", 10), period("09:00", "16:00", 20),
      period("16:00", "19:00", 10), period("19:00", "22:00", 20),
    ],
    vehicle: { seats: 40, standing: 60, energy: "electric" },
    layover: { minS: 180, ratio: 0.1 },
    calendar: { holidays: "union" },
  };
}

/** The scenario in a text. Errors: SyntaxError where it is no JSON object with modifications. */
export function readScenario(text) {
  const found = JSON.parse(text.replace(/^\uFEFF/, ""));
  if (found === null || typeof found !== "object" || Array.isArray(found)) throw new SyntaxError("object");
  if (!Array.isArray(found.modifications)) throw new SyntaxError("modifications");
  const isObject = (one) => one !== null && typeof one === "object" && !Array.isArray(one);
  if (!found.modifications.every(isObject)) throw new SyntaxError("modifications");
  return found;
}

/** The value at a path such as ["frequencies", 0, "headwaySecs"]. */
export const at = (object, path) => path.reduce((inside, name) => inside?.[name], object);

/** Sets the value at a path, making what lies on the way; undefined takes it out. */
export function put(object, path, value) {
  const last = path.at(-1);
  let inside = object;
  path.slice(0, -1).forEach((name, index) => {
    inside[name] ??= typeof path[index + 1] === "number" ? [] : {};
    inside = inside[name];
  });
  if (value === undefined) delete inside[last];
  else inside[last] = value;
}

/** Seconds after midnight of "06:30", "06:30:00" or a number of seconds; NaN where it is neither. */
export function seconds(time) {
  if (typeof time === "number") return time;
  const found = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(String(time ?? "").trim());
  return found ? Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3] ?? 0) : NaN;
}

/** "06:30" of seconds after midnight. */
export function clockText(value) {
  if (!Number.isFinite(value)) return "";
  const minutes = Math.floor(value / 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
