/** Which page an address means, the way from one to the next, and the question before a page with something unsaved is left. */

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

/** Whether the page holds something that nobody has saved; null where no page watches over such. */
let unsaved: (() => boolean) | null = null;
/** The address of the page that is shown. */
let here = "";

/** Where somebody wants to go who has not been asked yet about what is unsaved; null where nobody does. */
export const leaving = signal<string | null>(null);

/** Has `holds` asked before the page is left, until the returned function is called. */
export function watchUnsaved(holds: () => boolean): () => void {
  const unload = (event: BeforeUnloadEvent) => holds() && event.preventDefault();
  unsaved = holds;
  addEventListener("beforeunload", unload);
  return () => {
    unsaved = null;
    leaving.value = null;
    removeEventListener("beforeunload", unload);
  };
}

/** Goes to another page of this app without loading it anew; a page that holds something unsaved asks first. */
export function navigate(to: string): void {
  if (unsaved?.() && to !== here) leaving.value = to;
  else leaveFor(to);
}

/** Goes there whatever the page holds. */
export function leaveFor(to: string): void {
  if (to !== location.pathname) history.pushState(null, "", to);
  show(to);
  scrollTo(0, 0);
}

function show(to: string): void {
  here = to;
  page.value = pageAt(to);
}

/** Keeps `page` with the address, through links and the browser's own back and forward. Call once. */
export function followAddress(): void {
  show(location.pathname);
  addEventListener("popstate", () => {
    const to = location.pathname;
    if (!unsaved?.() || to === here) return show(to);
    // The browser has gone back already: the page that asks has its address again.
    history.pushState(null, "", here);
    leaving.value = to;
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="/staff"]') : null;
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !plain || event.defaultPrevented || link.hasAttribute("download")) return;
    event.preventDefault();
    navigate(link.getAttribute("href") ?? path.board);
  });
}
