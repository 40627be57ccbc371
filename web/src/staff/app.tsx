import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Role } from "../protocol/frames.ts";
import { Announcer } from "../ui/announce.tsx";
import { Button } from "../ui/button.tsx";
import { ChooseFirst, choosesFirst } from "./account/choose_first.tsx";
import { EnrolFirst, enrolsFirst } from "./account/enrol_first.tsx";
import { LockScreen } from "./account/lock_screen.tsx";
import { AccountPage } from "./account/page.tsx";
import { AuditPage } from "./audit/page.tsx";
import { BillingPage } from "./billing/page.tsx";
import { AlertBar } from "./board/alert_bar.tsx";
import { BoardPage } from "./board/page.tsx";
import { CodingPage } from "./coding/page.tsx";
import { NewVisitPage } from "./forms/new_visit.tsx";
import { PeoplePage } from "./forms/people.tsx";
import { watchIdle } from "./idle.ts";
import { ask, goDark, goLive, goQuiet, link } from "./live.ts";
import { homeOf, may } from "./may.ts";
import { ConnectionBanner } from "./parts/connection_banner.tsx";
import { EvidenceBanner } from "./parts/evidence_banner.tsx";
import { Later } from "./parts/later.tsx";
import { BackHome, StatePage } from "./parts/state_page.tsx";
import { TopBar } from "./parts/top_bar.tsx";
import { PayersPage } from "./payers/page.tsx";
import { PersonPage } from "./people/person.tsx";
import type { Me } from "./records.ts";
import { sentence } from "./refusal.ts";
import { loadReview } from "./review/ahead.ts";
import { page } from "./route.ts";
import { locked, me, readSession } from "./session.ts";
import { SignIn } from "./sign_in.tsx";
import { common } from "./text/common.ts";
import { VisitPage } from "./visit/page.tsx";

/** The staff's application: sign-in, or the page that the address names under the bar and the state of the connection. */
export function App() {
  const failed = useSignal("");
  const start = async () => {
    failed.value = "";
    try {
      await readSession();
    } catch (error) {
      failed.value = sentence(error);
    }
  };
  // Once, when the page opens.
  useEffect(() => void start(), []);
  useSignalEffect(() => {
    if (!me.value) goDark();
    else if (locked.value !== null || setsUpFirst(me.value)) goQuiet();
    else goLive();
  });
  useSignalEffect(() => {
    // On every page, for the alerts. After each reconnection anew: the server watches for a socket, not for a page.
    if (me.value && may.seeBoard(me.value.role) && link.value === "open")
      void ask({ type: "board.watch" }).catch(() => undefined);
  });
  useSignalEffect(() => (me.value && locked.value === null ? watchIdle() : undefined));

  if (failed.value)
    return (
      <main id="content">
        <StatePage title={common.problemTitle}>
          <p>{failed.value}</p>
          <Button kind="primary" onClick={start}>
            {common.tryAgain}
          </Button>
        </StatePage>
      </main>
    );
  if (me.value === undefined && locked.value !== null) return <LockScreen />;
  if (me.value === undefined) return <p class="loading">{common.loading}</p>;
  if (me.value === null) return <SignIn />;
  if (choosesFirst(me.value)) return <ChooseFirst me={me.value} />;
  if (enrolsFirst(me.value)) return <EnrolFirst />;
  return (
    <>
      {locked.value !== null && <LockScreen />}
      <div class="unlocked" hidden={locked.value !== null}>
        <Signed me={me.value} />
      </div>
    </>
  );
}

/** Whether something about the account comes before the practice's pages. */
function setsUpFirst(me: Me): boolean {
  return choosesFirst(me) || enrolsFirst(me);
}

function Signed({ me }: { me: Me }) {
  return (
    <>
      <a class="skip" href="#content">
        {common.skip}
      </a>
      <TopBar me={me} />
      <ConnectionBanner />
      <EvidenceBanner />
      <AlertBar />
      <main id="content" tabIndex={-1}>
        <Current />
      </main>
      <Announcer />
    </>
  );
}

/** The first page: who sees no board begins with their own work. */
function Home({ role }: { role: Role }) {
  switch (homeOf(role)) {
    case "board":
      return <BoardPage />;
    case "billing":
      return <BillingPage />;
    case "people":
      return <PeoplePage />;
  }
}

const loadAnswers = async () => (await import("./answers/page.tsx")).AnswersPage;
const loadHours = async () => (await import("./answers/hours_page.tsx")).HoursPage;

function Current() {
  const at = page.value;
  switch (at.name) {
    case "board":
      return <Home role={me.value?.role ?? "biller"} />;
    case "visit":
      return <VisitPage key={at.visit} id={at.visit} />;
    case "coding":
      return <CodingPage key={at.visit} id={at.visit} />;
    case "photos":
      return <Later key={at.visit} load={loadReview} with={{ id: at.visit }} />;
    case "new-visit":
      return <NewVisitPage />;
    case "people":
      return <PeoplePage />;
    case "person":
      return <PersonPage key={at.person} id={at.person} />;
    case "account":
      return <AccountPage />;
    case "audit":
      return <AuditPage key={`${at.visit}${at.person}`} visit={at.visit} person={at.person} />;
    case "payers":
      return <PayersPage key={at.payer ?? ""} payer={at.payer} />;
    case "billing":
      return <BillingPage />;
    case "answers":
      return <Later load={loadAnswers} with={{}} />;
    case "hours":
      return <Later load={loadHours} with={{}} />;
    case "unknown":
      return (
        <StatePage title={common.notFoundTitle}>
          <p>{common.notFound}</p>
          <BackHome primary />
        </StatePage>
      );
  }
}
