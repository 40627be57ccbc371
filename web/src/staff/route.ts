/** Which page an address means. Pure, except for `navigate` and the signal it moves. */

import { signal } from "@preact/signals";

export type Page =
  | { name: "board" }
  | { name: "visit"; visit: string }
  | { name: "coding"; visit: string }
  | { name: "new-visit" }
  | { name: "people" }
  | { name: "unknown" };

const VISIT = /^\/staff\/visits\/([0-9a-fA-F-]{1,64})(\/coding)?$/;

/** The page at `path`. The root leads to the board, so that a bookmark of the bare address works. */
export function pageAt(path: string): Page {
  const plain = path.length > 1 ? path.replace(/\/+$/, "") : path;
  if (plain === "/" || plain === "/staff" || plain === "/staff.html") return { name: "board" };
  if (plain === "/staff/visits/new") return { name: "new-visit" };
  if (plain === "/staff/people") return { name: "people" };
  const visit = VISIT.exec(plain);
  if (visit?.[1]) return { name: visit[2] ? "coding" : "visit", visit: visit[1] };
  return { name: "unknown" };
}

export const path = {
  board: "/staff",
  newVisit: "/staff/visits/new",
  people: "/staff/people",
  visit: (id: string): string => `/staff/visits/${id}`,
  coding: (id: string): string => `/staff/visits/${id}/coding`,
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
