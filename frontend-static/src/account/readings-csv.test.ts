import { expect, test } from "vitest";
import { aKnownReading } from "../testing/a-known-reading";
import { aRegister } from "../testing/a-meter";
import { readingsCsv } from "./readings-csv";

const lines = (csv: string) => csv.replace("\uFEFF", "").trimEnd().split("\r\n");

test("each register of each reading has a line, with zeros at the front as on the dial", () => {
  const two = ["1", "2"].map((id) => ({ register: aRegister({ id }), value: "00042", advance: null, kwh: null }));

  const csv = lines(readingsCsv(["Read date"], [aKnownReading({ registers: two }), aKnownReading()]));

  expect(csv).toHaveLength(4);
  expect(csv[1]).toBe("2026-11-23,2026-11-23T09:30:00Z,CUSTOMER,ACCEPTED,1,ANYTIME,00042,KWH,,,,R-1");
});

test.each(["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\t=1", "\r=1", " =1"])(
  "%j is text to a spreadsheet, and runs as no formula",
  (text) => {
    const csv = readingsCsv([], [aKnownReading({ id: text })]);

    expect(csv).toContain(`'${text}`);
  },
);

test("a negative number stays a number", () => {
  const registers = [{ register: aRegister(), value: "00042", advance: -5, kwh: "-5.25" }];

  expect(lines(readingsCsv([], [aKnownReading({ registers })]))[1]).toContain(",-5,-5.25,");
});

test("a comma, a quote or a new line stays within its cell", () => {
  expect(lines(readingsCsv(['a "b", c'], []))[0]).toBe('"a ""b"", c"');
});
