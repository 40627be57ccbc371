import { render } from "preact";
import { App } from "./app.tsx";
import { startAlerts } from "./board/alerts.ts";
import { followAddress } from "./route.ts";

followAddress();
startAlerts();
const root = document.getElementById("app");
if (root) render(<App />, root);
