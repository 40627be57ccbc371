import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Sender } from "../../src/camera/sender.ts";
import { SeatMedia } from "../../src/media/seat-media.ts";

/** As much of a browser's connection as an offer needs. */
class Peer {
  static all: Peer[] = [];
  connectionState = "new";
  signalingState = "stable";
  localDescription = { sdp: "offer" };
  onconnectionstatechange: (() => void) | null = null;
  constructor() {
    Peer.all.push(this);
  }
  addTransceiver() {
    const sender = {
      replaceTrack: async () => undefined,
      getParameters: () => ({ encodings: [] }),
      setParameters: async () => undefined,
    };
    return { sender, setCodecPreferences: () => undefined };
  }
  getTransceivers() {
    return [];
  }
  async setLocalDescription() {}
  async setRemoteDescription() {}
  close() {
    this.connectionState = "closed";
  }
}

/** An exchange that is answered when the test says so. */
function answerLater() {
  let answer = (_: string) => {};
  const asked = new Promise<string>((resolve) => {
    answer = resolve;
  });
  return { exchange: () => asked, answer: () => answer("answer") };
}

beforeEach(() => {
  Peer.all = [];
  const capabilities = { getCapabilities: () => ({ codecs: [] }) };
  vi.stubGlobal("RTCPeerConnection", Peer);
  vi.stubGlobal("RTCRtpSender", capabilities);
  vi.stubGlobal("RTCRtpReceiver", capabilities);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a connection whose page was left while its answer was under way", () => {
  it("is closed, and says nothing more", async () => {
    const said: string[] = [];
    const media = new SeatMedia({
      status: (status) => void said.push(status),
      lost: () => void said.push("lost"),
      streams: () => undefined,
    });
    const { exchange, answer } = answerLater();
    const offered = media.negotiate(exchange);
    media.close();
    said.length = 0;
    answer();
    await offered;
    expect(Peer.all.map((peer) => peer.connectionState)).toEqual(["closed"]);
    expect(media.connectionState).toBe(null);
    expect(said).toEqual([]);
    // The next one stands again.
    await media.negotiate(async () => "answer");
    expect(media.connectionState).toBe("new");
  });

  it("is closed on the phone that only films, too", async () => {
    const sender = new Sender(() => undefined);
    const { exchange, answer } = answerLater();
    const offered = sender.negotiate(exchange, []);
    sender.close();
    answer();
    await offered;
    expect(Peer.all.map((peer) => peer.connectionState)).toEqual(["closed"]);
    expect(sender.state).toBe(null);
  });
});
