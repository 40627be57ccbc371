import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app.tsx";
import { begin, dispatch, finish, state } from "./flow.ts";
import { remembered } from "./tab.ts";
import { preferred, words } from "./text.ts";
import { screenOf } from "./tree.ts";
import { keepAwake } from "./wake_lock.ts";

const online = () => dispatch({ type: "online", online: navigator.onLine });
addEventListener("online", online);
addEventListener("offline", online);
online();

// Opening another link in the same tab only changes the fragment.
addEventListener("hashchange", () => location.reload());

effect(() => {
  const screen = screenOf(state.value).name;
  keepAwake(screen === "waiting" || screen === "visit");
  if (screen === "over") finish();
});

void words.show(remembered("language") ?? preferred(navigator.languages)).catch(() => undefined);

const page = document.getElementById("page");
if (page !== null) render(<App />, page);
void begin();
