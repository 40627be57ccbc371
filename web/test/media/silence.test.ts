import { expect, it } from "vitest";
import { Silence } from "../../src/media/silence.ts";

it("says after eight seconds that a microphone gives nothing at all, and at once that it does again", () => {
  const silence = new Silence();
  const said = Array.from({ length: 12 }, (_, seconds) => silence.observe({ energy: 0.5, seconds }));
  expect(said.indexOf(true)).toBe(9);
  expect(silence.observe({ energy: 0.500001, seconds: 12 })).toBe(false);
});

it("takes a quiet room for what it is", () => {
  const silence = new Silence();
  for (let seconds = 0; seconds < 60; seconds++) {
    expect(silence.observe({ energy: seconds * 1e-9, seconds })).toBe(false);
  }
});

it("counts from anew after a mute, and after a new connection", () => {
  const silence = new Silence();
  silence.observe({ energy: 1, seconds: 100 });
  expect(silence.observe({ energy: 1, seconds: 107 })).toBe(false);
  silence.observe(null);
  silence.observe({ energy: 1, seconds: 109 });
  expect(silence.observe({ energy: 1, seconds: 110 })).toBe(false);
  expect(silence.observe({ energy: 0, seconds: 1 })).toBe(false);
  expect(silence.observe({ energy: 0, seconds: 10 })).toBe(true);
});

it("still knows that a microphone is dead when another counts, until there is a sound", () => {
  const silence = new Silence();
  for (let seconds = 0; seconds < 10; seconds++) silence.observe({ energy: 0, seconds });
  silence.anew();
  expect(silence.observe({ energy: 0, seconds: 0 })).toBe(true);
  expect(silence.observe({ energy: 0, seconds: 1 })).toBe(true);
  expect(silence.observe({ energy: 0.001, seconds: 2 })).toBe(false);
});

it("does not take a smaller count of another for silence", () => {
  const silence = new Silence();
  silence.observe({ energy: 0.5, seconds: 0.1 });
  silence.anew();
  for (let seconds = 1; seconds < 20; seconds++) {
    expect(silence.observe({ energy: seconds * 1e-6, seconds })).toBe(false);
  }
});
