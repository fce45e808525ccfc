import { useEffect } from "preact/hooks";
import type { LiveTopic } from "../../live/live-topic";
import type { OperationsRoom, Snapshot } from "../../operations/operations-room";
import type { Wall } from "../../operations/wall";
import { addressOf } from "../../place-in-page";
import { signedInWords } from "../../text/signed-in/words";
import { useChanges } from "../use-changes";
import { Room } from "./room";

const text = signedInWords.operations;

interface WallViewProps {
  room: OperationsRoom;
  live: LiveTopic<Snapshot>;
  wall: Wall;
}

/** The room and nothing else, as large as the window: a screen on a wall can be pointed at its address. */
export function WallView({ room, live, wall }: WallViewProps) {
  useChanges(wall);
  useEffect(() => wall.hang(), [wall]);
  return (
    <div class="wall">
      <Room room={room} live={live}>
        <p class="wall-ways">
          {wall.canFill && (
            <button type="button" class="link-button" onClick={() => wall.fill()}>
              {text.fill}
            </button>
          )}
          <a href={addressOf("room")}>{text.leaveWall}</a>
        </p>
      </Room>
    </div>
  );
}
