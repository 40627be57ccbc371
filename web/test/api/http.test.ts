import { afterEach, describe, expect, it, vi } from "vitest";
import { call, Problem, Unreachable } from "../../src/api/http.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const answering = (status: number, body: string) =>
  vi.stubGlobal("fetch", async () => new Response(status === 204 ? null : body, { status }));

describe("a request", () => {
  it("gives what the server answers, and its refusal with what it says", async () => {
    answering(200, '{"a": 1}');
    expect(await call("GET", "/")).toEqual({ a: 1 });
    answering(204, "");
    expect(await call("PUT", "/", {})).toBeUndefined();
    answering(409, '{"code": "stale", "detail": "Somebody was quicker."}');
    await expect(call("PUT", "/", {})).rejects.toMatchObject({ code: "stale", message: "Somebody was quicker." });
    answering(502, "<html>");
    await expect(call("GET", "/")).rejects.toBeInstanceOf(Problem);
  });

  it("whose answer was cut off, or comes from somebody in between, was not answered", async () => {
    answering(200, '{"a": ');
    await expect(call("GET", "/")).rejects.toBeInstanceOf(Unreachable);
    answering(200, "<html>Sign in to this network</html>");
    await expect(call("GET", "/")).rejects.toBeInstanceOf(Unreachable);
  });
});
