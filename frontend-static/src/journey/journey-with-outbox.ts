import type { GuestService } from "../api/guest-service";
import type { Database } from "../outbox/database";
import { keepJourney } from "../outbox/kept-journey";
import type { Outbox } from "../outbox/outbox";
import type { JourneyNeeds } from "./guest-journey";

/** A journey whose readings go by way of the outbox, and whose guest is known on this device for the token's life. */
export function journeyWithOutbox(service: GuestService, outbox: Outbox, database: Database): JourneyNeeds {
  return {
    startJourney: (input) => service.startJourney(input),
    submitReading: (...reading) => outbox.send(...reading),
    keepJourney: (journey) => keepJourney(journey, database).catch(() => {}),
    forget: (key) => outbox.remove(key),
    keepUnproven: async ({ proof, meter, typed, inPlaceOf }) => {
      await outbox.keep(
        {
          key: typed.key,
          keptAt: new Date().toISOString(),
          fuel: meter.fuel,
          readDate: typed.readDate,
          values: meter.registers.map(({ id, role }) => ({ role, register: "", value: typed.values[id] ?? "" })),
          proof,
          state: { is: "waiting", attempts: 0 },
        },
        inPlaceOf,
      );
      void outbox.run();
    },
  };
}
