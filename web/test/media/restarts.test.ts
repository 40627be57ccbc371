import { describe, expect, it } from "vitest";
import { Restarts } from "../../src/media/restarts.ts";

describe("an ICE restart", () => {
  it("is asked for at once, and again only after two seconds", () => {
    const restarts = new Restarts();
    expect(restarts.ask(0, true)).toBe(true);
    expect(restarts.ask(1999, true)).toBe(false);
    expect(restarts.due).toBe(false);
    expect(restarts.ask(2000, true)).toBe(true);
  });

  it("that the server cannot be asked for is due until it can", () => {
    const restarts = new Restarts();
    expect(restarts.ask(0, false)).toBe(false);
    expect(restarts.due).toBe(true);
    expect(restarts.ask(100, true)).toBe(true);
    expect(restarts.due).toBe(false);
  });

  it("that was lost with its socket is asked for again on the next one, without a pause", () => {
    const restarts = new Restarts();
    expect(restarts.ask(0, true)).toBe(true);
    restarts.lost();
    expect(restarts.due).toBe(true);
    expect(restarts.ask(50, true)).toBe(true);
  });

  it("is not due any more once a new connection is offered", () => {
    const restarts = new Restarts();
    restarts.ask(0, false);
    restarts.replaced();
    expect(restarts.due).toBe(false);
  });
});
