/** What a role is offered on screen. The server decides; this only keeps dead ends away. */

import type { Role } from "../protocol/frames.ts";

const CREATES: readonly Role[] = ["office", "npc", "dermatologist", "administrator"];
const SEES_BOARD: readonly Role[] = ["office", "npc", "dermatologist", "scribe"];
const SEES_PEOPLE: readonly Role[] = ["administrator", "office", "npc", "dermatologist"];

const SEES_BILLING: readonly Role[] = ["biller", "administrator", "dermatologist"];

const PUBLISHES: readonly Role[] = ["office", "npc", "dermatologist"];
const CLINICAL: readonly Role[] = ["npc", "dermatologist"];
const BILLS: readonly string[] = ["MD", "DO", "NP", "PA"];

/** The first page of a role: the board, or for who has none the work that is theirs. */
export function homeOf(role: Role): "board" | "billing" | "people" {
  if (SEES_BOARD.includes(role)) return "board";
  return role === "administrator" ? "people" : "billing";
}

export const may = {
  createVisit: (role: Role): boolean => CREATES.includes(role),
  seeBoard: (role: Role): boolean => SEES_BOARD.includes(role),
  seeBilling: (role: Role): boolean => SEES_BILLING.includes(role),
  release: (role: Role): boolean => role === "biller",
  /** Note advice between clinicians: it is billed in one's own name, whatever the seat. */
  noteAdvice: (role: Role, credential: string | null): boolean =>
    CLINICAL.includes(role) && BILLS.includes(credential ?? ""),
  seePeople: (role: Role): boolean => SEES_PEOPLE.includes(role),
  /** Be seen and heard in a visit. */
  publish: (role: Role): boolean => PUBLISHES.includes(role),
  /** Be in a visit at all: a scribe listens. */
  takeSeat: (role: Role): boolean => PUBLISHES.includes(role) || role === "scribe",
  /** See the patient's photos. */
  seePhotos: (role: Role): boolean => CLINICAL.includes(role) || role === "scribe",
  /** Do work on a visit that can count. */
  work: (role: Role): boolean => CLINICAL.includes(role),
  /** Change other people's accounts. */
  manageStaff: (role: Role): boolean => role === "administrator",
  readAudit: (role: Role): boolean => role === "administrator",
  /** Open a chart in an emergency that the role does not open. */
  breakGlass: (role: Role): boolean => role === "office" || role === "biller" || role === "administrator",
  /** See which photos wait for an answer, and for how long. */
  seePhotoQueue: (role: Role): boolean => PUBLISHES.includes(role),
  manageHours: (role: Role): boolean => role === "administrator",
  managePayers: (role: Role): boolean => role === "administrator",
  addStaff: (role: Role): boolean => role === "administrator",
};
