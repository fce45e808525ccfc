import { words } from "./words";

/** "November 2026" from "2026-11-01". */
export function monthInWords(date: string): string {
  const [year = "", month = ""] = date.split("-");
  return `${monthName(Number(month))} ${year}`;
}

/** "November" from 11. */
export const monthName = (month: number) => words.date.months[month - 1] ?? "";

/** "Nov" from 11; enough of the name to know it by. */
export const shortMonthName = (month: number) => monthName(month).slice(0, 3);
