import { render } from "preact";
import { OperationsChangedDocument } from "./api/generated/operations";
import { OperationsPage } from "./elements/operations/operations-page";
import { SignedInPage } from "./elements/sign-in/signed-in-page";
import { LiveTopic } from "./live/live-topic";
import { pauseWhileAway } from "./live/pause-while-away";
import { AuditTrail } from "./operations/audit-trail";
import { OperationsRoom } from "./operations/operations-room";
import { Wall } from "./operations/wall";
import { openPage } from "./page";
import { PlaceInPage } from "./place-in-page";
import { later } from "./service/look-for-news";
import { followTopic, signedInParts } from "./signed-in";

const { session, service, visit } = signedInParts();
const room = new OperationsRoom(Date.now, (show) => requestAnimationFrame(show), later);
const live = new LiveTopic(
  followTopic(session, OperationsChangedDocument, ({ operationsChanged }) => operationsChanged),
  { take: (snapshot) => room.take(snapshot) },
);

pauseWhileAway({ pause: () => live.stop(), resume: () => live.start() }, window);
render(
  <SignedInPage visit={visit} page="operations" roles={["OPERATOR", "AGENT"]}>
    <OperationsPage
      visit={visit}
      place={new PlaceInPage(window)}
      room={room}
      live={live}
      wall={new Wall({ page: document, wakeLock: (navigator as Partial<Navigator>).wakeLock })}
      audit={new AuditTrail(service)}
    />
  </SignedInPage>,
  openPage(),
);
void visit.begin();
