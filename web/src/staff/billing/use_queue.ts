import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { AddOn, Status, Wait } from "../coding/proposal.ts";
import { type Posted, useReadingOf } from "../parts/use_reading_of.ts";

/** A line of the queue, as `GET /api/billing` gives it. */
export interface QueueLine {
  visit: string;
  day: string;
  patient: { name: string; date_of_birth: string };
  payer_name: string | null;
  rendering: { name: string; credential: string | null } | null;
  status: Status;
  waits: Wait[];
  code: string | null;
  modifiers: string[];
  pos: string | null;
  units: number;
  add_on_codes: AddOn[];
  total_minutes: number;
  modality: string;
}

export interface Queue {
  page: number;
  pages: number;
  total: number;
  counts: Partial<Record<Status, number>>;
  visits: QueueLine[];
}

/** What the queue is asked for. Empty: all that are open, all days. */
export interface Asked {
  status: string;
  day: string;
  page: number;
  /** Words of the patient's name; it goes in a body, since addresses end up in logs. */
  patient: string;
}

interface Loaded {
  readonly queue: ReadonlySignal<Queue | null>;
  readonly failed: ReadonlySignal<string>;
  readonly asked: ReadonlySignal<Asked>;
  readonly ask: (changed: Partial<Asked>) => void;
  readonly reload: () => Promise<void>;
}

/** Where a part of the queue is read. */
export function addressOf({ status, day, page, patient }: Asked): string | Posted {
  if (patient.trim()) return { path: "/api/billing/search", body: searchOf({ status, day, page, patient }) };
  const query = new URLSearchParams();
  if (status) query.set("status", status);
  if (day) query.set("day", day);
  if (page > 1) query.set("page", String(page));
  const asked = query.toString();
  return asked ? `/api/billing?${asked}` : "/api/billing";
}

/** A part of the queue as it is sent where a patient is looked for. */
const searchOf = ({ status, day, page, patient }: Asked): Record<string, unknown> => ({
  patient,
  page,
  ...(status ? { status } : {}),
  ...(day ? { day } : {}),
});

/** The queue: read when the page opens, when something else is asked for, and when the window is looked at again. */
export function useQueue(): Loaded {
  const asked = useSignal<Asked>({ status: "", day: "", page: 1, patient: "" });
  const { found: queue, failed, reload } = useReadingOf<Queue>(() => addressOf(asked.peek()));
  return {
    queue,
    failed,
    asked,
    reload,
    ask: (changed) => {
      asked.value = { ...asked.peek(), ...changed };
      void reload();
    },
  };
}
