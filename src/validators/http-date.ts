const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const longDays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
/** Of a leap year. */
const monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Sun, 06 Nov 1994 08:49:37 GMT`: the form that senders write. */
const fixed = /^([A-Z][a-z]{2}), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
/** `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`: old ones that recipients accept. */
const rfc850 = /^([A-Z][a-z]{5,8}), \d{2}-([A-Z][a-z]{2})-\d{2} \d{2}:\d{2}:\d{2} GMT$/;
const asctime = /^([A-Z][a-z]{2}) ([A-Z][a-z]{2}) [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/** Why a value is no HTTP date (RFC 9110 section 5.6.7); undefined where it is one. The obsolete forms count as dates. */
export function httpDateFault(value: string): string | undefined {
  const match = fixed.exec(value);
  if (match === null)
    return isObsoleteDate(value) ? undefined : 'not of the form "Sun, 06 Nov 1994 08:49:37 GMT"';
  const [, day = "", date = "", month = "", year = "", hour = "", minute = "", second = ""] = match;
  const monthIndex = months.indexOf(month);
  const isLeapYear = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0);
  const length = monthIndex === 1 && !isLeapYear ? 28 : (monthLengths[monthIndex] ?? 0);
  if (Number(date) < 1 || Number(date) > length) return "a day that does not exist";
  // A leap second is 60.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return "a time that does not exist";
  // The calendar repeats itself every 400 years, weekdays too; 1 January 1970 was a Thursday.
  const dayNumber = Date.UTC(2000 + (Number(year) % 400), monthIndex, Number(date)) / 86_400_000;
  const weekday = days[(dayNumber + 4) % 7] ?? "";
  return weekday === day ? undefined : `a day of the week that is wrong: it was a ${weekday}`;
}

function isObsoleteDate(value: string): boolean {
  const old = rfc850.exec(value);
  if (old !== null) return longDays.includes(old[1] ?? "") && months.includes(old[2] ?? "");
  const c = asctime.exec(value);
  return c !== null && days.includes(c[1] ?? "") && months.includes(c[2] ?? "");
}
