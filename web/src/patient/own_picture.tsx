import { Icon } from "../ui/icon.tsx";
import { Picture } from "../ui/media.tsx";
import { seat } from "./flow.ts";
import { t } from "./text.ts";

/** What one's own camera sees, or that it sees nothing. */
export function OwnPicture() {
  if (seat.self.value) return <Picture stream={seat.self.value} label={t("self-view")} mirrored={!seat.devices.rear} />;
  return (
    <p class="no-picture">
      <Icon name="camera-off" />
      <span>{t("self-view-none")}</span>
    </p>
  );
}
