const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** "09:30:05", UK time, from milliseconds since 1970. */
export const clockInWords = (at: number) => clock.format(at);
