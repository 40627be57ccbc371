import { render } from "preact";
import "./css/staff.css";
import { App } from "./app.tsx";
import { followAddress } from "./route.ts";

followAddress();
const root = document.getElementById("app");
if (root) render(<App />, root);
