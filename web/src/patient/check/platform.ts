/** The browsers whose way to allow a camera differs. */
export type Platform =
  | "safari_ios"
  | "other_ios"
  | "chrome_android"
  | "firefox_android"
  | "firefox_desktop"
  | "safari_mac"
  | "chrome_desktop";

/** Which of them this is. `touch` tells an iPad, which calls itself a Mac, from one. Pure. */
export function platformOf(userAgent: string, touch: boolean): Platform {
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touch)) {
    return /CriOS|FxiOS|EdgiOS|OPT\//.test(userAgent) ? "other_ios" : "safari_ios";
  }
  const firefox = /Firefox\//.test(userAgent);
  if (/Android/.test(userAgent)) return firefox ? "firefox_android" : "chrome_android";
  if (firefox) return "firefox_desktop";
  return /Safari\//.test(userAgent) && !/Chrome\/|Chromium\//.test(userAgent) ? "safari_mac" : "chrome_desktop";
}

export function isPhone(platform: Platform): boolean {
  return platform.endsWith("ios") || platform.endsWith("android");
}

/** Whether this page is on a phone or tablet itself: its own camera is the one that comes close. */
export function handheld(): boolean {
  return isPhone(platformOf(navigator.userAgent, navigator.maxTouchPoints > 1));
}
