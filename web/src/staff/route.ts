/** Which page an address means. Pure, except for `navigate` and the signal it moves. */

import { signal } from "@preact/signals";

export type Page =
  | { name: "board" }
  | { name: "visit"; visit: string }
  | { name: "coding"; visit: string }
  | { name: "photos"; visit: string }
  | { name: "new-visit" }
  | { name: "people" }
  | { name: "person"; person: string }
  | { name: "account" }
  | { name: "audit"; visit: string | null; person: string | null }
  | { name: "payers"; payer: string | null }
  | { name: "billing" }
  | { name: "answers" }
  | { name: "hours" }
  | { name: "unknown" };

const PAYER = /^\/staff\/payers\/([A-Z0-9_]{1,64})$/;
const VISIT = /^\/staff\/visits\/([0-9a-fA-F-]{1,64})(?:\/(coding|photos))?$/;

const PERSON = /^\/staff\/people\/([0-9a-fA-F-]{1,64})$/;
const AUDIT = /^\/staff\/audit\/(visit|person)\/([0-9a-fA-F-]{1,64})$/;

/** The page at `path`. The root leads to the board, so that a bookmark of the bare address works. */
export function pageAt(path: string): Page {
  const plain = path.length > 1 ? path.replace(/\/+$/, "") : path;
  if (plain === "/" || plain === "/staff" || plain === "/staff.html") return { name: "board" };
  if (plain === "/staff/visits/new") return { name: "new-visit" };
  if (plain === "/staff/people") return { name: "people" };
  if (plain === "/staff/account") return { name: "account" };
  if (plain === "/staff/audit") return { name: "audit", visit: null, person: null };
  const person = PERSON.exec(plain)?.[1];
  if (person) return { name: "person", person };
  const [, by, of] = AUDIT.exec(plain) ?? [];
  if (of) return { name: "audit", visit: by === "visit" ? of : null, person: by === "person" ? of : null };
  if (plain === "/staff/payers") return { name: "payers", payer: null };
  const payer = PAYER.exec(plain);
  if (payer?.[1]) return { name: "payers", payer: payer[1] };
  if (plain === "/staff/billing") return { name: "billing" };
  if (plain === "/staff/answers") return { name: "answers" };
  if (plain === "/staff/hours") return { name: "hours" };
  const visit = VISIT.exec(plain);
  if (visit?.[1]) return { name: visit[2] === "coding" || visit[2] === "photos" ? visit[2] : "visit", visit: visit[1] };
  return { name: "unknown" };
}

export const path = {
  board: "/staff",
  newVisit: "/staff/visits/new",
  people: "/staff/people",
  account: "/staff/account",
  audit: "/staff/audit",
  auditOfVisit: (id: string): string => `/staff/audit/visit/${id}`,
  auditOfPerson: (id: string): string => `/staff/audit/person/${id}`,
  person: (id: string): string => `/staff/people/${id}`,
  payers: "/staff/payers",
  payer: (id: string): string => `/staff/payers/${id}`,
  billing: "/staff/billing",
  answers: "/staff/answers",
  hours: "/staff/hours",
  visit: (id: string): string => `/staff/visits/${id}`,
  coding: (id: string): string => `/staff/visits/${id}/coding`,
  photos: (id: string): string => `/staff/visits/${id}/photos`,
};

export const page = signal<Page>({ name: "board" });

/** Goes to another page of this app without loading it anew. */
export function navigate(to: string): void {
  if (to !== location.pathname) history.pushState(null, "", to);
  page.value = pageAt(to);
  scrollTo(0, 0);
}

/** Keeps `page` with the address, through links and the browser's own back and forward. Call once. */
export function followAddress(): void {
  page.value = pageAt(location.pathname);
  addEventListener("popstate", () => {
    page.value = pageAt(location.pathname);
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="/staff"]') : null;
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !plain || event.defaultPrevented || link.hasAttribute("download")) return;
    event.preventDefault();
    navigate(link.getAttribute("href") ?? path.board);
  });
}
