import { render } from "preact";
import { preferred } from "../locale/languages.ts";
import { App } from "./app.tsx";
import { begin } from "./phone.ts";
import { words } from "./text.ts";

// Scanning another code in the same tab only changes the fragment.
addEventListener("hashchange", () => location.hash !== "" && location.reload());

void words.show(preferred(navigator.languages)).catch(() => undefined);
const page = document.getElementById("page");
if (page !== null) render(<App />, page);
void begin();
