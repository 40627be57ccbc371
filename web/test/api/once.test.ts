import { expect, it } from "vitest";
import { OnceKey } from "../../src/api/once.ts";

it("the same content goes under the same key until it is done, changed content under another", () => {
  const key = new OnceKey();
  const first = key.for({ name: "A" });
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(key.for({ name: "A" })).toBe(first);
  const changed = key.for({ name: "B" });
  expect(changed).not.toBe(first);
  key.done();
  expect(key.for({ name: "B" })).not.toBe(changed);
});
