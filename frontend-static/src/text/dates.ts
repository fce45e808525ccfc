import { words } from "./words";

const london = { timeZone: "Europe/London" } as const;
const day = new Intl.DateTimeFormat(words.page.locale, { ...london, dateStyle: "long" });
const weekday = new Intl.DateTimeFormat(words.page.locale, { ...london, dateStyle: "full" });
const instant = new Intl.DateTimeFormat(words.page.locale, { ...london, dateStyle: "long", timeStyle: "short" });
const time = new Intl.DateTimeFormat(words.page.locale, { ...london, timeStyle: "short" });

/** "1 November 2026" from "2026-11-01". */
export const dayInWords = (isoDate: string) => formatted(day, isoDate);

/** "Sunday, 1 November 2026" from "2026-11-01"; a date picker may show another order of day and month. */
export const weekdayInWords = (isoDate: string) => formatted(weekday, isoDate);

/** "1 November 2026 at 09:30", UK time, from an RFC 3339 instant. */
export const instantInWords = (iso: string) => formatted(instant, iso);

/** "09:30" today, or with the date on another day, UK time. */
export function timeInWords(iso: string, now: Date): string {
  const sameDay = formatted(day, iso) === day.format(now);
  return sameDay ? formatted(time, iso) : formatted(instant, iso);
}

function formatted(format: Intl.DateTimeFormat, iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? "" : format.format(at);
}
