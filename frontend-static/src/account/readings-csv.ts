import type { KnownReading } from "../api/signed-in-service";

type Row = readonly (string | null | undefined)[];

/** RFC 4180, with the column names given: one line for each register of each reading. */
export function readingsCsv(names: Row, readings: readonly KnownReading[]): string {
  const rows = readings.flatMap(({ readDate, submittedAt, source, status, registers, consumption, id }) =>
    registers.map(
      ({ register, value, advance, kwh }): Row => [
        readDate,
        submittedAt,
        source,
        status,
        register.id,
        register.role,
        value,
        register.unit,
        advance?.toString(),
        kwh,
        consumption?.cost,
        id,
      ],
    ),
  );
  // The mark at the start is how spreadsheets know UTF-8.
  return `\uFEFF${[names, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** A number may begin with a minus; any other text that a spreadsheet could run as a formula is made text. */
function cell(value: string | null | undefined): string {
  const text = value ?? "";
  const isNumber = /^-?\d+(\.\d+)?$/.test(text);
  const safe = !isNumber && /^[\s]*[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
