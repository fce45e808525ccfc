import type { LiveTopic } from "../../live/live-topic";
import type { AuditTrail } from "../../operations/audit-trail";
import type { OperationsRoom, Snapshot } from "../../operations/operations-room";
import type { Wall } from "../../operations/wall";
import { addressOf, type PlaceInPage } from "../../place-in-page";
import type { Visit } from "../../sign-in/visit";
import { signedInWords } from "../../text/signed-in/words";
import { useChanges } from "../use-changes";
import { AuditPanel } from "./audit-panel";
import { Room } from "./room";
import { WallView } from "./wall-view";

const text = signedInWords.operations;

interface OperationsPageProps {
  visit: Visit;
  place: PlaceInPage;
  room: OperationsRoom;
  live: LiveTopic<Snapshot>;
  wall: Wall;
  audit: AuditTrail;
}

/** What the service is doing; #wall: nothing else, on the whole window; #audit: who did what. */
export function OperationsPage({ visit, place, room, live, wall, audit }: OperationsPageProps) {
  useChanges(place);
  const mayAudit = visit.is("OPERATOR");
  const auditing = place.parts[0] === "audit" && mayAudit;
  if (place.parts[0] === "wall") return <WallView room={room} live={live} wall={wall} />;
  return (
    <div class="sheet sheet-still">
      {mayAudit && (
        <nav aria-label={signedInWords.visit.pages}>
          <ul class="visit-pages">
            <li>
              <a href={addressOf("room")} aria-current={auditing ? undefined : "true"}>
                {text.room}
              </a>
            </li>
            <li>
              <a href={addressOf("audit")} aria-current={auditing ? "true" : undefined}>
                {text.audit}
              </a>
            </li>
          </ul>
        </nav>
      )}
      {auditing ? <AuditPanel audit={audit} /> : <Room room={room} live={live} toWall={() => wall.fill()} />}
    </div>
  );
}
