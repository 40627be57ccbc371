import { useComputed } from "@preact/signals";
import { Announcer } from "../ui/announce.tsx";
import { inside } from "./ahead.ts";
import { state } from "./flow.ts";
import { Footer, Header } from "./frame.tsx";
import { Later } from "./later.tsx";
import { BirthDate } from "./screens/birth_date.tsx";
import { Consent } from "./screens/consent.tsx";
import { ObstaclePage } from "./screens/obstacle.tsx";
import { Opening } from "./screens/opening.tsx";
import { Over } from "./screens/over.tsx";
import { Sounds } from "./sounds.tsx";
import { type Screen, screenOf } from "./tree.ts";

const written = () => import("./photos/written.tsx").then((chunk) => chunk.Written);
const planned = () => import("./photos/planned.tsx").then((chunk) => chunk.Planned);

function Shown({ screen }: { screen: Screen }) {
  switch (screen.name) {
    case "opening":
      return <Opening />;
    case "birth":
      return <BirthDate />;
    case "consent":
      return <Consent />;
    case "devices":
    case "waiting":
    case "visit": {
      const Inside = inside.value;
      return Inside ? <Inside room={screen.name} /> : <Opening />;
    }
    case "written":
      return <Later load={written} with={{}} whole />;
    case "over":
      return <Over how={screen.how} />;
    case "obstacle":
      return <ObstaclePage key={screen.obstacle} obstacle={screen.obstacle} />;
  }
}

/** The patient's page: one step at a time in a frame that always says where help is. */
export function App() {
  // Compared as text, so that a step is only built anew when it is another one.
  const shown = useComputed(() => JSON.stringify(screenOf(state.value)));
  const screen: Screen = JSON.parse(shown.value);
  return (
    <div class={screen.name === "visit" ? "frame in-visit" : "frame"}>
      <Header />
      <main id="main">
        {(screen.name === "consent" || screen.name === "devices") && state.value.pass?.planned && (
          <Later load={planned} with={{ plan: state.value.pass.planned, at: state.value.pass.scheduled_at }} />
        )}
        <Shown screen={screen} />
      </main>
      <Footer />
      <Sounds />
      <Announcer />
    </div>
  );
}
