import type { OwnKind } from "../../media/devices.ts";
import type { DeviceStatus } from "../../state/seat.ts";
import { t } from "../text.ts";
import { Drawing, type DrawingName } from "./drawing.tsx";
import { isPhone, type Platform, platformOf } from "./platform.ts";

/** What to look for, where every version of the browser draws it alike. */
const PERMISSION: Partial<Record<Platform, DrawingName>> = {
  safari_ios: "address-menu",
  other_ios: "settings",
  chrome_android: "address-left",
  chrome_desktop: "address-left",
};

/** The messages of the steps, and what to look for. Pure. */
export function helpFor(
  kind: OwnKind,
  status: DeviceStatus,
  platform: Platform,
): { picture: DrawingName | null; steps: readonly string[] } | null {
  const phone = isPhone(platform) ? "phone" : "computer";
  switch (status) {
    case "denied":
      return { picture: PERMISSION[platform] ?? null, steps: [1, 2, 3].map((n) => `help-denied-${platform}-${n}`) };
    case "missing":
    case "lost":
      return {
        picture: isPhone(platform) ? null : "plug",
        steps: [`help-missing-${phone}-1`, `help-missing-${phone}-2`],
      };
    case "in_use":
    case "failed":
      return { picture: `busy-${kind}`, steps: [`help-busy-${kind}-1`, `help-busy-${phone}-2`] };
    case "in_app":
      return { picture: "browser", steps: ["help-in-app-1", "help-in-app-2"] };
    default:
      return null;
  }
}

/** What to do about a device that cannot be used, step by step in this browser, with a picture of what to look for. */
export function DeviceHelp({ kind, status }: { kind: OwnKind; status: DeviceStatus }) {
  const help = helpFor(kind, status, platformOf(navigator.userAgent, navigator.maxTouchPoints > 1));
  if (help === null) return null;
  return (
    <>
      {help.picture && <Drawing name={help.picture} />}
      <ol class="steps">
        {help.steps.map((id) => (
          <li key={id}>{t(id)}</li>
        ))}
      </ol>
    </>
  );
}
