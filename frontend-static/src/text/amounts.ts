import { words } from "./words";

const { locales } = words.page;
const whole = new Intl.NumberFormat(locales, { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat(locales, { maximumFractionDigits: 4 });
const pounds = new Intl.NumberFormat(locales, { style: "currency", currency: "GBP" });
const percent = new Intl.NumberFormat(locales, { style: "percent", maximumFractionDigits: 0 });
const factor = new Intl.NumberFormat(locales, { maximumSignificantDigits: 2 });
const dollars = new Intl.NumberFormat(locales, {
  style: "currency",
  currency: "USD",
  currencyDisplay: "narrowSymbol",
  maximumFractionDigits: 4,
});

/** A base-10 text is formatted from its digits, never by way of a float. */
type Amount = string | number;
const exact = (amount: Amount) => amount as Intl.StringNumericLiteral;

/** "1,204" */
export const inWhole = (amount: Amount) => whole.format(exact(amount));

/** "27.3456" */
export const inFull = (amount: Amount) => fine.format(exact(amount));

/** "1,204 kWh" */
export const inKwh = (amount: Amount) => `${inWhole(amount)} ${words.unit.KWH}`;

/** "£79.72" */
export const inPounds = (amount: Amount) => pounds.format(exact(amount));

/** "$0.0312" */
export const inDollars = (amount: Amount) => dollars.format(exact(amount));

/** "12%" from 0.12. */
export const inPercent = (share: number) => percent.format(share);

/** "3.7" */
export const asFactor = (value: number) => factor.format(value);
