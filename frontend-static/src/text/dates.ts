import { words } from "./words";

const { date: text } = words;

// The parts only: their names and order are the catalogue's, since browsers need not know Welsh.
const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** "1 November 2026" from "2026-11-01". */
export const dayInWords = (isoDate: string) => told(isoDate, ({ day }) => day);

/** "Sunday, 1 November 2026" from "2026-11-01"; a date picker may show another order of day and month. */
export const weekdayInWords = (isoDate: string) => told(isoDate, ({ day, weekday }) => text.onWeekday(weekday, day));

/** "1 November 2026 at 09:30", UK time, from an RFC 3339 instant. */
export const instantInWords = (iso: string) => told(iso, ({ day, time }) => text.at(day, time));

/** "09:30" today, or with the date on another day, UK time. */
export function timeInWords(iso: string, now: Date): string {
  const today = dayInWords(now.toISOString());
  return told(iso, ({ day, time }) => (day === today ? time : text.at(day, time)));
}

interface InWords {
  readonly day: string;
  readonly weekday: string;
  readonly time: string;
}

function told(iso: string, tell: (inWords: InWords) => string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  const found = new Map(parts.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => found.get(type) ?? "";
  const [year, month, day] = [part("year"), Number(part("month")), Number(part("day"))];
  return tell({
    day: text.day(String(day), text.months[month - 1] ?? "", year),
    weekday: text.weekdays[new Date(Date.UTC(Number(year), month - 1, day)).getUTCDay()] ?? "",
    time: `${part("hour")}:${part("minute")}`,
  });
}
