/** Where "Admit" leads, by what the server lets this person do. Pure. */

import type { Command, Role } from "../../protocol/frames.ts";

export type Destination = "intake" | "dermatologist";

const COMMANDS: Record<Destination, Command> = {
  intake: "admit_to_intake",
  dermatologist: "admit_to_dermatologist",
};

/** A dermatologist meets the patient themselves; everybody else brings the patient into the intake. Null: neither is allowed. */
export function destination(role: Role, commands: readonly Command[]): Destination | null {
  const wanted: Destination[] = role === "dermatologist" ? ["dermatologist", "intake"] : ["intake", "dermatologist"];
  return wanted.find((to) => commands.includes(COMMANDS[to])) ?? null;
}

/** The other way in, for the menu. */
export function otherDestination(role: Role, commands: readonly Command[]): Destination | null {
  const first = destination(role, commands);
  const other: Destination = first === "intake" ? "dermatologist" : "intake";
  return first !== null && commands.includes(COMMANDS[other]) ? other : null;
}
