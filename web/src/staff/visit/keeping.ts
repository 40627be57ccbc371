import { Problem } from "../../api/http.ts";
import type { Store } from "../../state/store.ts";
import type { IntakeDoc } from "../records.ts";
import type { Draft, DraftAction, Typed } from "./draft.ts";

/** Sends what is typed, on top of the version that it was written on. Gives what is on the server then; rejects like `call`. */
export type Put = (typed: Typed, base: number) => Promise<IntakeDoc>;

/** Keeps a draft on the server, one save at a time. */
export class Keeping {
  #gone = false;

  constructor(
    private readonly store: Store<Draft, DraftAction>,
    private readonly put: Put,
  ) {}

  /** Sends the draft as it is now. */
  async save(): Promise<void> {
    const { typed, base } = this.store.state.peek();
    this.store.dispatch({ type: "sending" });
    try {
      this.store.dispatch({ type: "stored", doc: await this.put(typed, base) });
    } catch (error) {
      const newest = error instanceof Problem && error.code === "stale" ? error.body.newest : undefined;
      if (newest) this.store.dispatch({ type: "conflict", theirs: newest as IntakeDoc });
      else this.store.dispatch({ type: "failed" });
      return;
    }
    // What was typed while that went out is sent by the form when typing rests; nobody is there to rest any more.
    if (this.#gone && this.store.state.peek().status === "dirty") await this.save();
  }

  /** The form is left: what is not kept yet is sent now, or as soon as what is under way is done. */
  leave(): void {
    this.#gone = true;
    const { status } = this.store.state.peek();
    if (status === "dirty" || status === "failed") void this.save();
  }
}
