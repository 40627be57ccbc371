import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { VisitFrame } from "../../protocol/frames.ts";
import type { VisitRecord } from "../records.ts";
import type { Commands } from "./commands.ts";

/** Notes begun and not handed over yet, by visit. In the page's memory only: nothing clinical goes into a browser's storage. */
const drafts = new Map<string, string>();

/** Forgets the drafts of whoever was signed in. */
export function forgetNotes(): void {
  drafts.clear();
}

export interface HandingOver {
  /** The note as it stands in the field: the draft, else what was handed over before. */
  readonly note: string;
  readonly write: (note: string) => void;
  readonly busy: boolean;
  /** Hands over with the note as it is; an empty one is allowed. */
  readonly send: () => Promise<void>;
}

/** The hand-over of one visit. A draft survives leaving the page within this window, and a reload asks first. */
export function useHandOver(record: VisitRecord, frame: VisitFrame | null, commands: Commands): HandingOver {
  const visit = record.id;
  const draft = useSignal<string | null>(drafts.get(visit) ?? null);
  const busy = useSignal(false);
  const note = draft.value ?? frame?.note ?? record.note?.text ?? "";
  useEffect(() => {
    const hold = (event: BeforeUnloadEvent) => {
      if (drafts.has(visit)) event.preventDefault();
    };
    addEventListener("beforeunload", hold);
    return () => removeEventListener("beforeunload", hold);
  }, [visit]);
  return {
    note,
    write: (text) => {
      draft.value = text;
      drafts.set(visit, text);
    },
    busy: busy.value,
    send: async () => {
      if (busy.peek()) return;
      busy.value = true;
      if (await commands.give({ type: "hand_over", visit, note: note.trim() })) {
        drafts.delete(visit);
        draft.value = null;
      }
      busy.value = false;
    },
  };
}
