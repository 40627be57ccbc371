import { describe, expect, it } from "vitest";
import { byKey, byWheel, Fingers } from "../../src/picture/gestures";

const finger = (pointerId: number, clientX: number, clientY: number) => ({ pointerId, clientX, clientY });

describe("gestures on a picture", () => {
  it("by keys pan, farther with Shift, zoom and show all; other keys are none", () => {
    expect(byKey("ArrowRight", false)).toEqual({ does: "pan", dx: -40, dy: 0 });
    expect(byKey("ArrowUp", true)).toEqual({ does: "pan", dx: 0, dy: 200 });
    expect(byKey("+", false)).toEqual({ does: "zoom", factor: 1.25, x: null, y: null });
    expect(byKey("=", false)).toEqual(byKey("+", false));
    expect(byKey("0", false)).toEqual({ does: "whole" });
    expect(byKey("a", false)).toBeNull();
    expect(byKey("-", false)).toEqual({ does: "zoom", factor: 1 / 1.25, x: null, y: null });
  });

  it("by wheel bring closer what is under the mouse, lines counting more than pixels", () => {
    const at = { clientX: 7, clientY: 9 };
    const pixels = byWheel({ ...at, deltaY: -100, deltaMode: 0 });
    const lines = byWheel({ ...at, deltaY: -3, deltaMode: 1 });
    expect(pixels).toMatchObject({ does: "zoom", x: 7, y: 9 });
    for (const one of [pixels, lines]) expect(one.does === "zoom" && one.factor).toBeGreaterThan(1.1);
  });

  it("by one finger pan, by two zoom around the one that rests, by a lifted one nothing", () => {
    const hand = new Fingers();
    expect(hand.move(finger(1, 0, 0))).toBeNull();
    hand.press(finger(1, 0, 0));
    expect(hand.move(finger(1, 5, -3))).toEqual({ does: "pan", dx: 5, dy: -3 });
    hand.press(finger(2, 105, -3));
    expect(hand.move(finger(2, 205, -3))).toEqual({ does: "zoom", factor: 2, x: 5, y: -3 });
    hand.lift({ pointerId: 1 });
    expect(hand.count).toBe(1);
    expect(hand.move(finger(2, 206, -3))).toEqual({ does: "pan", dx: 1, dy: 0 });
    hand.lift({ pointerId: 2 });
    expect(hand.move(finger(2, 300, 0))).toBeNull();
  });
});
