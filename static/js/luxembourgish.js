// What browsers lack of Luxembourgish: a German date, an age or a country in, its Luxembourgish words out.

const DAYS = {
  long: ["Sonndeg", "Méindeg", "Dënschdeg", "Mëttwoch", "Donneschdeg", "Freideg", "Samschdeg"],
  short: ["Son.", "Méi.", "Dën.", "Mët.", "Don.", "Fre.", "Sam."],
};
const MONTHS = {
  long: ["Januar", "Februar", "Mäerz", "Abrëll", "Mee", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
  short: ["Jan.", "Feb.", "Mäe.", "Abr.", "Mee", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez."],
};
const UNITS = { minute: ["Minutt", "Minutten"], hour: ["Stonn", "Stonnen"], day: ["Dag", "Deeg"] };
const COUNTRIES = {
  AT: "Éisträich", BE: "Belsch", CH: "Schwäiz", DE: "Däitschland", ES: "Spuenien", FR: "Frankräich", IT: "Italien",
  LU: "Lëtzebuerg", NL: "Holland", PT: "Portugal",
};

/**
 * The parts of a German date as one Luxembourgish text: the two order a date alike.
 * @param {{type: string, value: string}[]} parts as `formatToParts` gives them
 * @param {Intl.DateTimeFormatOptions} options those they were made with
 * @param {string} day the same date as YYYY-MM-DD
 */
export function dateText(parts, options, day) {
  const at = new Date(`${day}T12:00:00Z`);
  const words = {
    weekday: DAYS[options.weekday]?.[at.getUTCDay()],
    month: MONTHS[options.month]?.[at.getUTCMonth()],
  };
  return parts.map(({ type, value }) => words[type] ?? value).join("");
}

/** "viru 5 Minutten" of -5, "an 2 Stonnen" of 2. */
export function ageText(count, unit) {
  const size = Math.abs(count);
  const noun = UNITS[unit][size === 1 ? 0 : 1];
  const [long, short] = count < 0 || Object.is(count, -0) ? ["virun", "viru"] : ["an", "a"];
  return `${losesN(size) ? short : long} ${size} ${noun}`;
}

/** The name of a country; nothing for one that is not known here. */
export const countryText = (code) => COUNTRIES[code];

// A final n is dropped before véier, fënnef, sechs and siwen, the first sound of any number with that digit last.
function losesN(number) {
  const spokenFirst = number % 10 || Math.floor(number / 10) % 10;
  return spokenFirst >= 4 && spokenFirst <= 7;
}
