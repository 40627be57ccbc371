import { describe, expect, it } from "vitest";
import { fitted, kept, panned, pointAt, transform, WHOLE, wantsMore, zoomed } from "../../src/picture/look.ts";
import { area, type Mark, millimetres, scaleOf, thinned } from "../../src/staff/review/marks.ts";
import { type Concern, inOrder, type Photo, type Picture, sameSite, siteName } from "../../src/staff/review/photos.ts";

const pane = { width: 800, height: 600 };
const fit = fitted({ width: 4000, height: 3000 }, pane);

describe("where a pane looks", () => {
  it("shows the whole picture first, as large as it fits", () => {
    expect(fit).toEqual({ width: 800, height: 600 });
    expect(fitted({ width: 1000, height: 4000 }, pane)).toEqual({ width: 150, height: 600 });
    expect(transform(WHOLE, fit, pane)).toBe("translate(0px, 0px) scale(1)");
  });
  it("keeps the point under the fingers where it is", () => {
    const before = pointAt(WHOLE, fit, pane, 700, 100);
    const near = zoomed(WHOLE, fit, 4, 700 - 400, 100 - 300);
    const after = pointAt(near, fit, pane, 700, 100);
    expect(after[0]).toBeCloseTo(before[0], 9);
    expect(after[1]).toBeCloseTo(before[1], 9);
  });
  it("moves by as many pixels as the pointer did", () => {
    const near = zoomed(WHOLE, fit, 2);
    const [x] = pointAt(near, fit, pane, 400, 300);
    const [moved] = pointAt(panned(near, fit, 80, 0), fit, pane, 480, 300);
    expect(moved).toBeCloseTo(x, 9);
  });
  it("never loses the picture, nor zooms beyond what helps", () => {
    expect(kept({ x: 7, y: -3, scale: 2 })).toEqual({ x: 1, y: 0, scale: 2 });
    expect(kept({ x: 0.9, y: 0.9, scale: 0.2 })).toEqual(WHOLE);
    expect(zoomed(WHOLE, fit, 1000).scale).toBe(32);
  });
  it("asks for the whole picture once the pane shows more than 1600 pixels of it", () => {
    expect(wantsMore(WHOLE, fit, 1600, 1)).toBe(false);
    expect(wantsMore({ ...WHOLE, scale: 3 }, fit, 1600, 1)).toBe(true);
    expect(wantsMore(WHOLE, fit, 1600, 3)).toBe(true);
  });
});

function mark(more: Partial<Mark>): Mark {
  return {
    id: "m",
    photo: "p",
    kind: "scale",
    points: [
      [0.1, 0.5],
      [0.2, 0.5],
    ],
    text: "",
    length_mm: 20,
    author: "a",
    author_name: "A",
    at: "2026-11-22T10:00:00Z",
    first_at: "2026-11-22T10:00:00Z",
    removed: false,
    ...more,
  };
}

describe("the ruler", () => {
  const picture = { width: 1000, height: 500 };
  it("measures by the scale that was marked last", () => {
    const marks = [
      mark({}),
      mark({ id: "n", at: "2026-11-22T11:00:00Z", length_mm: 10 }),
      mark({ id: "o", photo: "q", at: "2026-11-22T12:00:00Z" }),
    ];
    expect(scaleOf(marks, "p")?.id).toBe("n");
    // 100 pixels are 10 mm; 0.4 of the height are 200 pixels.
    expect(
      millimetres(
        [
          [0.5, 0.2],
          [0.5, 0.6],
        ],
        picture,
        scaleOf(marks, "p"),
      ),
    ).toBeCloseTo(20);
  });
  it("says nothing without a scale, or with one of no length", () => {
    expect(
      millimetres(
        [
          [0, 0],
          [1, 1],
        ],
        picture,
        undefined,
      ),
    ).toBeNull();
    expect(
      millimetres(
        [
          [0, 0],
          [1, 1],
        ],
        picture,
        mark({
          points: [
            [0.1, 0.1],
            [0.1, 0.1],
          ],
        }),
      ),
    ).toBeNull();
  });
  it("knows the area of an outline", () => {
    // 100 by 100 pixels, of which 100 are 20 mm.
    expect(
      area(
        [
          [0.1, 0.2],
          [0.2, 0.2],
          [0.2, 0.4],
          [0.1, 0.4],
        ],
        picture,
        mark({}),
      ),
    ).toBeCloseTo(400);
  });
  it("keeps a drawn line within 200 points", () => {
    const drawn = Array.from({ length: 1234 }, (_, i) => [i / 1234, 0.5] as const);
    expect(thinned(drawn).length).toBeLessThanOrEqual(200);
    expect(thinned(drawn.slice(0, 50))).toHaveLength(50);
  });
});

function picture(id: string, more: Partial<Picture>, photo: Partial<Photo> = {}): Picture {
  return {
    id,
    visit: "v",
    at: "2026-11-22T10:00:00Z",
    earlier: false,
    site: "nose",
    width: 1,
    height: 1,
    photo: {
      id,
      concern: null,
      body_site: null,
      view: "close",
      source: "camera",
      state: "ready",
      width: 1,
      height: 1,
      quality: null,
      duration_ms: null,
      frame_rate: null,
      place: null,
      retake: null,
      at: "2026-11-22T10:00:00Z",
      ...photo,
    },
    ...more,
  };
}

describe("the order in which pictures are read", () => {
  it("goes by concern, then from far to near; what belongs to none comes last", () => {
    const concerns = [
      { id: "c2", number: 2 },
      { id: "c1", number: 1 },
    ] as Concern[];
    const all = [
      picture("still", {}),
      picture("b", {}, { concern: "c2", view: "overview" }),
      picture("a-scale", {}, { concern: "c1", view: "scale" }),
      picture("a-over", {}, { concern: "c1", view: "overview" }),
    ];
    expect(inOrder(all, concerns).map((one) => one.id)).toEqual(["a-over", "a-scale", "b", "still"]);
  });
  it("compares with the same place: the same view first, then the newest", () => {
    const earlier = [
      picture("old-close", { at: "2025-01-01T00:00:00Z" }),
      picture("new-over", { at: "2026-05-01T00:00:00Z" }, { view: "overview" }),
      picture("new-close", { at: "2026-01-01T00:00:00Z" }),
      picture("elsewhere", { site: "chin" }),
    ];
    expect(sameSite(picture("today", {}), earlier).map((one) => one.id)).toEqual([
      "new-close",
      "old-close",
      "new-over",
    ]);
    expect(sameSite(picture("nowhere", { site: null }), earlier)).toEqual([]);
  });
  it("names places in words", () => {
    expect(siteName("back-of-hand-left")).toBe("Back of hand, left");
    expect(siteName("all-over")).toBe("All over");
    expect(siteName(null)).toBe("Place not named");
  });
});
