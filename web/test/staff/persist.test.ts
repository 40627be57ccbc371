import { beforeEach, describe, expect, it } from "vitest";
import { Connection, ConnectionLost, Refused } from "../../src/protocol/connection.ts";
import { persist } from "../../src/staff/visit/persist.ts";
import { aVisit, aWelcome } from "../frames.ts";
import { Wire } from "../protocol/wire.ts";

let wire: Wire;
let connection: Connection;
const HOLD = { type: "hold", visit: "v", on: true } as const;
const last = () => wire.sent.at(-1)?.id ?? -1;

beforeEach(() => {
  wire = new Wire();
  connection = new Connection(wire);
  connection.open();
  wire.onFrame(aWelcome());
});

describe("a command whose connection went before the answer", () => {
  it("is said once more when the seat is there again", async () => {
    const given = persist(connection, HOLD);
    wire.onDown(false);
    wire.onFrame(aWelcome());
    await Promise.resolve();
    expect(wire.sent).toHaveLength(1);
    wire.onFrame(aVisit({ visit: "v" }));
    await expect.poll(() => wire.sent.length).toBe(2);
    expect(wire.sent[1]).toMatchObject(HOLD);
    wire.onFrame({ type: "ok", re: last() });
    await given;
  });

  it("was done the first time when the server says that it is too late for it", async () => {
    const given = persist(connection, HOLD);
    wire.onDown(false);
    wire.onFrame(aWelcome());
    await Promise.resolve();
    wire.onFrame(aVisit({ visit: "v" }));
    await expect.poll(() => wire.sent.length).toBe(2);
    wire.onFrame({ type: "error", re: last(), code: "not_now", message: "It is on hold." });
    await given;
  });

  it("keeps a refusal that nothing lost came before", async () => {
    const given = persist(connection, HOLD);
    wire.onFrame({ type: "error", re: last(), code: "not_now", message: "It is on hold." });
    await expect(given).rejects.toBeInstanceOf(Refused);
  });

  it("fails when the connection stays away", async () => {
    const given = persist(connection, HOLD, 5);
    wire.onDown(false);
    await expect(given).rejects.toBeInstanceOf(ConnectionLost);
    expect(wire.sent).toHaveLength(1);
  });
});
