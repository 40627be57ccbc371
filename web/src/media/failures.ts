import type { DeviceStatus } from "../state/seat.ts";

/** Browsers inside other apps (mail, chat, social) that show a page but give it no camera. */
const IN_APP =
  /\b(FBAN|FBAV|FB_IAB|Instagram|Line\/|MicroMessenger|WhatsApp|Snapchat|TikTok|BytedanceWebview|GSA\/|Outlook-iOS|; wv\))/i;

/** Whether the page is shown inside another app's browser. */
export function inAppBrowser(userAgent: string): boolean {
  return IN_APP.test(userAgent);
}

/** What a failed request for a device means for a person (W3C Media Capture, 10.2). */
export function failureOf(error: unknown, userAgent: string): DeviceStatus {
  const name = error instanceof DOMException || error instanceof Error ? error.name : "";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return inAppBrowser(userAgent) ? "in_app" : "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "in_use";
    default:
      return "failed";
  }
}
