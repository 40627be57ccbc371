import { computed, effect } from "@preact/signals";
import { render } from "preact";
import { preferred } from "../locale/languages.ts";
import { keepAwake } from "../ui/wake_lock.ts";
import { fetchInside } from "./ahead.ts";
import { App } from "./app.tsx";
import { begin, dispatch, finish, readAfter, state } from "./flow.ts";
import { remembered } from "./tab.ts";
import { words } from "./text.ts";
import { screenOf } from "./tree.ts";

const online = () => dispatch({ type: "online", online: navigator.onLine });
addEventListener("online", online);
addEventListener("offline", online);
online();

// Opening another link in the same tab only changes the fragment.
addEventListener("hashchange", () => location.reload());

const shown = computed(() => screenOf(state.value).name);
effect(() => {
  keepAwake(shown.value === "waiting" || shown.value === "visit");
  if (shown.value === "over") finish();
});
// What the clinician writes may come after the end: whoever looks at the page again finds it.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && shown.peek() === "over") void readAfter();
});

// The practice can call a page that is open; what that needs comes once the page knows who holds it.
const stopWaiting = effect(() => {
  if (state.value.pass === null || state.value.pass.without_call) return;
  queueMicrotask(() => stopWaiting());
  void import("./ringing/start.tsx").catch(() => undefined);
});

void words.show(remembered("language") ?? preferred(navigator.languages)).catch(() => undefined);

const page = document.getElementById("page");
if (page !== null) render(<App />, page);
// A link's first page is shown before more is fetched; a page that is loaded again in the visit needs the rest at once.
if (location.hash === "") fetchInside();
void begin().finally(fetchInside);
