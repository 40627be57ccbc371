import { Problem, Unreachable } from "../api/http.ts";
import { Connection } from "../protocol/connection.ts";
import { Seat } from "../seat/seat.ts";
import { createStore } from "../state/store.ts";
import * as api from "./api.ts";
import { forget, remember, remembered, tabId } from "./tab.ts";
import { type FormError, initialPatient, patientReducer } from "./tree.ts";

const store = createStore(patientReducer, initialPatient);

/** The one tree of the patient's page. */
export const state = store.state;
export const dispatch = store.dispatch;
export const seat = new Seat(dispatch);

/** The socket's code is not needed to show the first page: it comes while the patient reads, well before it is used. */
const loadSocket = () => import("../socket/socketio.ts");

let token = "";
let connection: Connection | null = null;

/** Begins or begins again: a link in the address, or the visit that this tab was in. */
export async function begin(): Promise<void> {
  token = location.hash.slice(1);
  dispatch({ type: "step", step: "opening" });
  if (token !== "") return lookAtLink();
  const visit = remembered("visit");
  if (visit === null) return dispatch({ type: "obstacle", obstacle: "no-link" });
  try {
    proceed(await api.readPass(visit));
  } catch (error) {
    stumble(error);
  }
}

async function lookAtLink(): Promise<void> {
  try {
    dispatch({ type: "link.looked", link: await api.lookAtLink(token) });
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
    remember("visit", pass.visit);
    forget("joined", "camera");
    // The token must not stay in the address bar, the history or a screenshot; the cookie does its work from here.
    history.replaceState(null, "", location.pathname);
    proceed({ ...pass, consented: pass.consented ?? false });
  } catch (error) {
    if (error instanceof Problem && error.code === "wrong_date_of_birth") {
      wrong({ field: "birth", message: "birth-wrong" });
    } else if (error instanceof Problem && error.status === 422) {
      wrong({ field: "birth", message: "birth-missing" });
    } else stumble(error, true);
  }
}

function proceed(pass: api.VisitPass): void {
  dispatch({ type: "entered", pass });
  if (!pass.consented) {
    dispatch({ type: "step", step: "consent" });
    void readConsentText();
  } else if (remembered("joined") === null) dispatch({ type: "step", step: "devices" });
  else comeBack();
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
export async function consent(agreed: boolean, place: { kind: api.PlaceKind; state: string }): Promise<void> {
  const { pass, consentText } = state.peek();
  if (pass === null || consentText === null) return;
  if (!agreed) return wrong({ field: "consent", message: "consent-missing" });
  dispatch({ type: "busy" });
  try {
    if (place.state !== "") await api.sayLocation(pass.visit, place.kind, place.state);
    await api.agree(pass.visit, consentText.version);
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
  const { devices } = seat;
  const wanted = (kind: "camera" | "microphone") => {
    const status = state.peek().seat[kind];
    return status === "unasked" || (status === "on" && devices[kind] === null);
  };
  if (remembered("camera") === "skipped") devices.skip("camera");
  else if (wanted("camera")) await devices.ask("camera");
  if (wanted("microphone")) await devices.ask("microphone");
}

export function skipCamera(): void {
  remember("camera", "skipped");
  seat.devices.skip("camera");
}

export async function useCamera(): Promise<void> {
  forget("camera");
  await seat.devices.ask("camera");
}

/** Takes the seat: connects, knocks, and makes the media connection that stays for the whole visit. */
export async function join(): Promise<void> {
  const visit = state.peek().pass?.visit;
  if (visit === undefined) return;
  remember("joined", "yes");
  dispatch({ type: "step", step: "visit" });
  connection?.close();
  try {
    const { socketTransport } = await loadSocket();
    connection = new Connection(socketTransport(() => ({ visit, tab: tabId() })));
  } catch {
    return dispatch({ type: "obstacle", obstacle: "unreachable" });
  }
  connection.listen(dispatch);
  seat.take(connection, visit, { checkIn: true });
  connection.open();
}

/** After a reload: back to the same seat without a question. Devices that were allowed are allowed still. */
function comeBack(): void {
  void join();
  void askDevices();
}

/** This window instead of the other one, or once more after a refusal. */
export async function returnToVisit(): Promise<void> {
  const pass = state.peek().pass;
  if (pass === null) return begin();
  try {
    await api.readPass(pass.visit); // Says whether the pass is still good before the socket is tried.
    comeBack();
  } catch (error) {
    stumble(error);
  }
}

/** The visit is over: lights go out and nothing is left running. */
export function finish(): void {
  connection?.close();
  connection = null;
}

function wrong(error: FormError): void {
  dispatch({ type: "wrong", error });
}

/** Shows what went wrong: as a page of its own, or (`stay`) on the page where the patient can try again. */
function stumble(error: unknown, stay = false): void {
  if (error instanceof Problem) {
    if (error.code === "paused") {
      dispatch({ type: "obstacle", obstacle: "paused", minutes: Math.ceil((error.retryAfter ?? 900) / 60) });
    } else if (error.status === 404) dispatch({ type: "obstacle", obstacle: "dead-link" });
    else if (error.status === 401) dispatch({ type: "obstacle", obstacle: "gone" });
    else if (stay) wrong({ field: null, message: error.status === 429 ? "error-too-many" : "error-other" });
    else dispatch({ type: "obstacle", obstacle: "unreachable" });
  } else if (error instanceof Unreachable) {
    if (stay) wrong({ field: null, message: "error-unreachable" });
    else dispatch({ type: "obstacle", obstacle: "unreachable" });
  } else throw error;
}
