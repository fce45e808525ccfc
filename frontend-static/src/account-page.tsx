import { render } from "preact";
import { MeterViews } from "./account/meter-views";
import { saveByLink } from "./account/readings-export";
import { AccountPage } from "./elements/account/account-page";
import { SignedInPage } from "./elements/sign-in/signed-in-page";
import { newIdempotencyKey } from "./journey/idempotency-key";
import { MeterReading } from "./journey/meter-reading";
import { dateInLondon } from "./journey/read-date";
import { LiveMeters } from "./live/live-meters";
import { pauseWhileAway } from "./live/pause-while-away";
import { openPage } from "./page";
import { PlaceInPage } from "./place-in-page";
import { openMeterChannel, signedInParts } from "./signed-in";

const today = () => dateInLondon(new Date());
const { session, service, send, visit } = signedInParts();
const place = new PlaceInPage(window);
const live = new LiveMeters(openMeterChannel(session));
const views = new MeterViews({
  service,
  send,
  live,
  today,
  saveFile: saveByLink,
  newReading: (meter) => new MeterReading(meter, { readDate: today() }, newIdempotencyKey),
});

pauseWhileAway(live, window);
render(
  <SignedInPage visit={visit} page="account" roles={["CUSTOMER"]}>
    <AccountPage visit={visit} place={place} views={views} live={live} today={today} />
  </SignedInPage>,
  openPage(),
);
void visit.begin();
