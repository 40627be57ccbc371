import { beforeEach, describe, expect, it } from "vitest";
import { Connection, type ConnectionEvent, ConnectionLost, Refused } from "../../src/protocol/connection.ts";
import { aVisit, aWelcome } from "../frames.ts";
import { Wire } from "./wire.ts";

let wire: Wire;
let connection: Connection;
let events: ConnectionEvent[];

beforeEach(() => {
  wire = new Wire();
  connection = new Connection(wire);
  events = [];
  connection.listen((event) => events.push(event));
  connection.open();
});

describe("a connection", () => {
  it("is open once the server has said who we are, and not before", async () => {
    wire.onUp();
    expect(connection.status).toBe("connecting");
    await expect(connection.request({ type: "board.watch" })).rejects.toBeInstanceOf(ConnectionLost);
    wire.onFrame(aWelcome());
    expect(connection.status).toBe("open");
  });

  it("gives each request the answer that names it, whatever their order", async () => {
    wire.onFrame(aWelcome());
    const first = connection.request({ type: "visit.open", visit: "v" });
    const second = connection.request({ type: "media.offer", visit: "v", sdp: "offer" });
    const [a, b] = wire.sent.map((frame) => frame.id);
    wire.onFrame({ type: "media.answer", re: b ?? -1, sdp: "answer" });
    wire.onFrame({ type: "ok", re: a ?? -1 });
    expect((await second).sdp).toBe("answer");
    expect((await first).type).toBe("ok");
  });

  it("rejects with the server's words when the server says no", async () => {
    wire.onFrame(aWelcome());
    const refused = connection.request({ type: "check_in", visit: "v" });
    wire.onFrame({ type: "error", re: wire.sent[0]?.id ?? -1, code: "not_now", message: "Not while it is over." });
    await expect(refused).rejects.toEqual(new Refused("not_now", "Not while it is over."));
  });

  it("leaves no request hanging when the socket goes", async () => {
    wire.onFrame(aWelcome());
    const hanging = connection.request({ type: "check_in", visit: "v" });
    wire.onDown(false);
    await expect(hanging).rejects.toBeInstanceOf(ConnectionLost);
    expect(connection.status).toBe("lost");
  });

  it("ignores an answer to nothing, and one that comes twice", async () => {
    wire.onFrame(aWelcome());
    const done = connection.request({ type: "check_in", visit: "v" });
    const id = wire.sent[0]?.id ?? -1;
    wire.onFrame({ type: "ok", re: id + 100 });
    wire.onFrame({ type: "ok", re: id });
    wire.onFrame({ type: "ok", re: id });
    expect((await done).re).toBe(id);
  });

  it("drops a visit frame older than one already told", () => {
    wire.onFrame(aWelcome());
    wire.onFrame(aVisit({ version: 7 }));
    wire.onFrame(aVisit({ version: 6 }));
    wire.onFrame(aVisit({ version: 8 }));
    expect(events.flatMap((event) => (event.type === "visit" ? [event.version] : []))).toEqual([7, 8]);
  });

  it("believes the server anew after each welcome, for a restarted one may count from the start", () => {
    wire.onFrame(aWelcome());
    wire.onFrame(aVisit({ version: 7 }));
    wire.onDown(false);
    wire.onFrame(aWelcome());
    wire.onFrame(aVisit({ version: 1 }));
    expect(events.flatMap((event) => (event.type === "visit" ? [event.version] : []))).toEqual([7, 1]);
  });

  it.each([["stopping" as const], [null]])("comes back after %s", (reason) => {
    wire.onFrame(aWelcome());
    if (reason) wire.onFrame({ type: "bye", reason });
    wire.onDown(false);
    expect(connection.status).toBe("lost");
    expect(wire.connects).toBe(2);
  });

  it.each(["replaced", "revoked", "signed_out", "misbehaved"] as const)("stays away after %s", (reason) => {
    wire.onFrame(aWelcome());
    wire.onFrame({ type: "bye", reason });
    wire.onDown(false);
    expect(events.at(-1)).toEqual({ type: "link", status: "closed", reason });
    expect([wire.connects, wire.closed]).toEqual([1, true]);
  });

  it("stays away when it is refused", () => {
    wire.onDown(true);
    expect(events.at(-1)).toEqual({ type: "link", status: "closed", reason: "refused" });
    expect(wire.connects).toBe(1);
  });

  it("tells nobody who has stopped listening", () => {
    const heard: string[] = [];
    const stop = connection.listen((event) => heard.push(event.type));
    wire.onFrame(aWelcome());
    stop();
    wire.onFrame(aVisit());
    expect(heard).toEqual(["link", "welcome"]);
  });
});
