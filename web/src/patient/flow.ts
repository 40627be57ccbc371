import { Problem, Unreachable } from "../api/http.ts";
import { preferred } from "../locale/languages.ts";
import { Connection } from "../protocol/connection.ts";
import { Seat } from "../seat/seat.ts";
import { tabId } from "../seat/tab.ts";
import { createStore } from "../state/store.ts";
import * as api from "./api.ts";
import { forget, remember, remembered } from "./tab.ts";
import { words } from "./text.ts";
import { type FormError, initialPatient, isOver, patientReducer } from "./tree.ts";

const store = createStore(patientReducer, initialPatient);

/** The one tree of the patient's page. */
export const state = store.state;
export const dispatch = store.dispatch;
export const seat = new Seat(dispatch);

/** The socket's code is not needed to show the first page: it comes while the patient reads, well before it is used. */
const loadSocket = () => import("../socket/socketio.ts");

let token = "";
let connection: Connection | null = null;
/** Opened ahead by a page that comes back: most likely its visit still waits for it. */
let ahead: Promise<Connection> | null = null;

/** The seat's connection, while there is one. */
export const current = (): Connection | null => connection;

/** Until a page that the server could not answer tries again by itself, milliseconds: who reloads in an outage is back after it. */
const AGAIN_MS = 5000;
let again: ReturnType<typeof setTimeout> | undefined;

/** Begins or begins again: a link in the address, or the visit that this tab was in. `quietly`: what is shown stays until it worked. */
export async function begin(quietly = false): Promise<void> {
  clearTimeout(again);
  token = location.hash.slice(1);
  if (!quietly) dispatch({ type: "step", step: "opening" });
  if (token !== "") return lookAtLink();
  const visit = remembered("visit");
  if (visit === null) return dispatch({ type: "obstacle", obstacle: "no-link" });
  if (remembered("joined") !== null) {
    ahead = connect(visit).then((one) => {
      one.open();
      seat.prepare();
      return one;
    });
    ahead.catch(() => undefined);
  }
  try {
    proceed(await api.readPass(visit));
  } catch (error) {
    stumble(error);
  }
  // Not wanted after all, where the visit is over or the pass is not good any more.
  const unused = ahead;
  ahead = null;
  void unused?.then((one) => one.close()).catch(() => undefined);
}

/** A connection for the visit, not opened yet. */
async function connect(visit: string): Promise<Connection> {
  const { socketTransport } = await loadSocket();
  return new Connection(socketTransport(async () => ({ visit, tab: await tabId() })));
}

async function lookAtLink(): Promise<void> {
  try {
    const link = await api.lookAtLink(token);
    await speak(link.language);
    dispatch({ type: "link.looked", link });
    if (link.entered?.consented) return come(link.entered);
    void loadSocket().catch(() => undefined);
  } catch (error) {
    stumble(error);
  }
}

/** Confirms who opened the link. `born` is YYYY-MM-DD, or empty when the field is incomplete. */
export async function enter(born: string): Promise<void> {
  if (born === "") return wrong({ field: "birth", message: "birth-missing" });
  dispatch({ type: "busy" });
  try {
    const pass = await api.enterVisit(token, born);
    forget("joined", "camera");
    come(pass);
  } catch (error) {
    if (error instanceof Problem && error.code === "wrong_date_of_birth") {
      // At least one is left: after the last the link is paused.
      wrong({ field: "birth", message: "birth-wrong", tries: Number(error.body.tries_left ?? 1) });
    } else if (error instanceof Problem && error.status === 422) {
      wrong({ field: "birth", message: "birth-missing" });
    } else stumble(error, true);
  }
}

/** The language on file, unless one was chosen on this page. English is what a form at the practice says where nobody asked:
 * there the browser knows better. */
async function speak(onFile: string): Promise<void> {
  const language = preferred([onFile]);
  if (language !== "en" && remembered("language") === null) await words.show(language).catch(() => undefined);
}

/** The visit is this tab's from here on. */
function come(pass: api.VisitPass): void {
  remember("visit", pass.visit);
  void speak(pass.language);
  // The token must not stay in the address bar, the history or a screenshot; the cookie does its work from here.
  history.replaceState(null, "", location.pathname);
  proceed(pass);
}

function proceed(pass: api.VisitPass): void {
  dispatch({ type: "entered", pass });
  // Nothing to take part in, and perhaps something to read; or photos, which have a page of their own.
  if (isOver(pass.state) || pass.without_call) return;
  if (!pass.consented) {
    dispatch({ type: "step", step: "consent" });
    void readConsentText();
  } else if (remembered("joined") !== null) {
    // A reload: most likely the seat is still this tab's, so the devices need not wait for it.
    void join();
    void askDevices();
  } else if (underWay(pass)) void join();
  else dispatch({ type: "step", step: "devices" });
}

/** Whether the patient has checked in already, on this page or another: whoever comes back goes straight to their place. */
function underWay(pass: api.VisitPass): boolean {
  return pass.state !== "scheduled" && !isOver(pass.state);
}

async function readConsentText(): Promise<void> {
  const visit = state.peek().pass?.visit;
  if (visit === undefined) return;
  try {
    dispatch({ type: "consent.text", text: await api.readConsentText(visit) });
  } catch (error) {
    stumble(error);
  }
}

/** Keeps the agreement and the place. `place.state` is empty where the patient chose none. */
export async function consent(
  agreed: boolean,
  place: { kind: api.PlaceKind; state: string },
  guardian: api.Guardian,
): Promise<void> {
  const { pass, consentText } = state.peek();
  if (pass === null || consentText === null) return;
  if (!agreed) return wrong({ field: "consent", message: "consent-missing" });
  dispatch({ type: "busy" });
  try {
    if (place.state !== "") await api.sayLocation(pass.visit, place.kind, place.state);
    await api.agree(pass.visit, "telehealth", consentText.version, guardian.name.trim() === "" ? null : guardian);
    dispatch({ type: "step", step: "devices" });
  } catch (error) {
    if (error instanceof Problem && error.status === 409) {
      await readConsentText();
      wrong({ field: "consent", message: "consent-changed" });
    } else stumble(error, true);
  }
}

/** Asks for the camera, then the microphone: one question at a time, and a refusal of one leaves the other. */
export async function askDevices(): Promise<void> {
  if (remembered("camera") === "skipped") seat.devices.skip("camera");
  await seat.devices.askMissing();
}

export function skipCamera(): void {
  remember("camera", "skipped");
  seat.devices.skip("camera");
}

export async function useCamera(): Promise<void> {
  forget("camera");
  await seat.devices.ask("camera");
}

/** Keeps answers around the visit. True when they are on the server; else the next step is for the form to say. */
export async function answer(answers: Partial<api.Answers>): Promise<boolean> {
  const visit = state.peek().pass?.visit;
  if (visit === undefined) return false;
  try {
    dispatch({ type: "answers", answers: await api.answer(visit, answers) });
    return true;
  } catch {
    return false;
  }
}

/** Goes on with sound only, by choice and for the whole visit. The camera goes off even where the agreement cannot be kept now. */
export async function soundOnly(): Promise<void> {
  skipCamera();
  const visit = state.peek().pass?.visit;
  if (visit === undefined) return;
  try {
    const text = await api.readConsentText(visit, "audio_only");
    await api.agree(visit, "audio_only", text.version);
  } catch {
    // The clinician asks for it then: the missing consent stands in the coding.
  }
}

/** Asks the practice to go on by phone, or takes it back. */
export async function byPhone(on: boolean): Promise<boolean> {
  const visit = state.peek().pass?.visit;
  if (visit === undefined || connection === null) return false;
  try {
    await connection.request({ type: "phone", visit, step: on ? "ask" : "withdraw" });
    return true;
  } catch {
    return false;
  }
}

/** After the visit: what the clinician wrote, which may come late; and whether a visit came of photos without a call. */
export async function readAfter(): Promise<void> {
  const visit = state.peek().pass?.visit;
  if (visit === undefined) return;
  try {
    proceed(await api.readPass(visit));
  } catch {
    // The page stays as it is; the practice's number stands on it.
  }
}

/** Takes the seat: connects, knocks, and makes the media connection that stays for the whole visit. `takeOver`: from another window. */
export async function join(takeOver = false): Promise<void> {
  const visit = state.peek().pass?.visit;
  if (visit === undefined) return;
  remember("joined", "yes");
  dispatch({ type: "step", step: "visit" });
  connection?.close();
  const opening = ahead;
  ahead = null;
  let opened: Connection | null = null;
  try {
    opened = (await opening) ?? null;
    if (opened?.status === "closed") opened = null;
    connection = opened ?? (await connect(visit));
  } catch {
    return dispatch({ type: "obstacle", obstacle: "unreachable" });
  }
  connection.listen(dispatch);
  if (connection.status === "open") dispatch({ type: "link", status: "open", reason: null });
  // Camera and microphone wait for the seat: while it is another window's, this one leaves them alone.
  seat.take(connection, visit, { checkIn: true, takeOver, seated: () => void askDevices() });
  if (opened === null) connection.open();
}

/** Once more after a refusal; or this window again, after the visit had moved to another one (`takeOver`). */
export async function returnToVisit(takeOver = false): Promise<void> {
  const pass = state.peek().pass;
  if (pass === null) return begin();
  try {
    await api.readPass(pass.visit); // Says whether the pass is still good before the socket is tried.
    await join(takeOver);
  } catch (error) {
    stumble(error);
  }
}

/** This window instead of the other one that has the visit. */
export async function moveHere(): Promise<void> {
  seat.takeOver();
}

/** The visit is over: lights go out and nothing is left running. */
export function finish(): void {
  connection?.close();
  connection = null;
  seat.rest(); // Whoever never got beyond the device check has no connection whose end would put the lights out.
  void readAfter();
}

function wrong(error: FormError): void {
  dispatch({ type: "wrong", error });
}

/** The server answers, and takes nobody in just now: its database is away, its disk full, or it is about to restart. */
const AWAY = 503;
const FAULTS: Readonly<Record<number, string>> = { 429: "error-too-many", [AWAY]: "error-unavailable" };

/** Shows what went wrong: as a page of its own, or (`stay`) on the page where the patient can try again. */
function stumble(error: unknown, stay = false): void {
  if (error instanceof Problem) {
    const practice = error.body.practice as api.PracticeContact | undefined;
    const call = practice && { practice };
    if (error.code === "paused") {
      dispatch({ type: "obstacle", obstacle: "paused", minutes: Math.ceil((error.retryAfter ?? 900) / 60), ...call });
    } else if (error.status === 404) dispatch({ type: "obstacle", obstacle: "dead-link", ...call });
    else if (error.status === 401) dispatch({ type: "obstacle", obstacle: "gone" });
    else if (stay) wrong({ field: null, message: FAULTS[error.status] ?? "error-other" });
    else away(error.status === AWAY ? "unavailable" : "unreachable");
  } else if (error instanceof Unreachable) {
    if (stay) wrong({ field: null, message: "error-unreachable" });
    else away("unreachable");
  } else throw error;
}

function away(obstacle: "unavailable" | "unreachable"): void {
  dispatch({ type: "obstacle", obstacle });
  clearTimeout(again);
  again = setTimeout(() => void begin(true), AGAIN_MS);
}
