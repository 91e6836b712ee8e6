// What this device remembers: a name in, the value kept under it out; a browser that forbids it forgets.

/** The name under which the saved commute is kept. */
export const COMMUTE = "navette.commute";

/** The value kept under a name, or null. */
export function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

/** Keeps a value under a name; whether it could. */
export function keep(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** Forgets what is kept under a name. */
export function forget(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // Where nothing may be kept there is nothing to forget.
  }
}
