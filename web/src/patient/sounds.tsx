import { streamKey } from "../state/seat.ts";
import { Button } from "../ui/button.tsx";
import { playAllSounds, Sound } from "../ui/media.tsx";
import { dispatch, seat, state } from "./flow.ts";
import { t } from "./text.ts";

const blocked = (is: boolean) => {
  if (state.peek().seat.soundBlocked !== is) dispatch({ type: "sound", blocked: is });
};

async function playAfterTouch(): Promise<void> {
  await playAllSounds();
  blocked(false);
}

/** Every voice that the server forwards, on whatever page: one element each, never our own. */
export function Sounds() {
  const visit = state.value.seat.visit;
  const voices = visit?.slots.filter((slot) => slot.kind === "audio" && slot.seat !== visit.you) ?? [];
  return (
    <>
      {voices.map((slot) => {
        const key = streamKey(slot);
        const stream = seat.streams.value.get(key);
        return stream && <Sound key={key} stream={stream} blocked={blocked} />;
      })}
      {state.value.seat.soundBlocked && voices.length > 0 && (
        <div class="sound-blocked" role="alert">
          <p>{t("sound-blocked")}</p>
          <Button kind="primary" icon="sound" onClick={() => void playAfterTouch()}>
            {t("sound-play")}
          </Button>
        </div>
      )}
    </>
  );
}
