// The server's clock: the moments of a call and the date of its answer in, what time it is there out.

const TOLERATED_MS = 2500;
const clock = { ahead: 0 };

/** Learns how far this device's clock is from the server's, whose date is told in whole seconds. */
export function learnClock(asked, answered, date) {
  const there = Date.parse(date ?? "");
  if (Number.isNaN(there)) return;
  const ahead = there + 500 - (asked + answered) / 2;
  clock.ahead = Math.abs(ahead) > TOLERATED_MS + (answered - asked) / 2 ? ahead : 0;
}

/** Now by the server's clock; by this device's where the two agree or nothing was learnt. */
export const serverNow = () => Date.now() + clock.ahead;
