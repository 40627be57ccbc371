import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../../../src/api/http.ts";
import type { NewPhoto } from "../../../src/patient/photos/api.ts";
import { sendPhoto } from "../../../src/patient/photos/sending.ts";

const FILE = new Blob([new Uint8Array(300_000)]);
const PHOTO: NewPhoto = { key: "k", view: "close", size: FILE.size, source: "camera", concern: null, replaces: null };

/** A server that answers piece by piece as the test says; each answer is a status and a body. */
function serving(pieces: [number, string][]) {
  const asked: string[] = [];
  let offset = 0;
  vi.stubGlobal("fetch", async (path: string, { method, body }: { method: string; body: Blob }) => {
    if (method === "POST") {
      asked.push(`begin at ${offset}`);
      return Response.json({ id: "p", state: "receiving", offset });
    }
    asked.push(`piece at ${new URL(path, "http://x").searchParams.get("offset")}`);
    const [status, said] = pieces.shift() ?? [200, ""];
    if (status === 200) offset += body.size;
    const state = offset === FILE.size ? "checking" : "receiving";
    return new Response(said || JSON.stringify({ id: "p", state, offset }), { status });
  });
  return asked;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const sending = () =>
  sendPhoto(
    "v",
    PHOTO,
    FILE,
    1 << 20,
    () => undefined,
    () => false,
  );

describe("a photo on its way", () => {
  it("whose answer is cut off is not taken for sent: what the server has is asked for", async () => {
    const asked = serving([[200, '{"id": "p", "sta']]);
    const sent = sending();
    await vi.advanceTimersByTimeAsync(5000);
    expect((await sent)?.state).toBe("checking");
    expect(asked.slice(0, 3)).toEqual(["begin at 0", "piece at 0", "begin at 262144"]);
  });

  it("waits for another connection that has a piece of it in hand, and not for a visit that is over", async () => {
    const busy: [number, string] = [409, '{"code": "not_now", "detail": "Another connection goes on."}'];
    serving([busy, busy, busy]);
    const sent = sending();
    await vi.advanceTimersByTimeAsync(30_000);
    expect((await sent)?.state).toBe("checking");

    serving(Array.from({ length: 40 }, () => busy));
    const refused = sending().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(180_000);
    expect(await refused).toBeInstanceOf(Problem);
  });
});
