import { signedInWords } from "../text/signed-in/words";

const { operations: text } = signedInWords;
const minute = 60_000;

/** "3 hours 20 minutes", "2 days 1 hour": the two largest units, from milliseconds. */
export function ageInWords(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / minute));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days > 0) return text.ageOf(text.days(days), text.hours(hours));
  if (hours > 0) return text.ageOf(text.hours(hours), text.minutesLong(rest));
  return text.minutesLong(rest);
}
