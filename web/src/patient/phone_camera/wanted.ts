import { signal } from "@preact/signals";

/** Whether the sheet with the code for a second camera is to be open. */
export const codeWanted = signal(false);

/** The switch for a phone as second camera; its code comes when the visit is shown. */
export const phoneCamera = () => import("./beside.tsx").then((chunk) => chunk.PhoneCamera);

/** The same in the waiting room, as a card. */
export const phoneCameraCard = () => import("./beside.tsx").then((chunk) => chunk.PhoneCameraCard);
