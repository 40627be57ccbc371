import { encodings, makeOffer, preferVp8, SHARP_FRAMERATE } from "../media/offer.ts";
import type { RelayServer } from "../protocol/frames.ts";

export interface Wanted {
  readonly sending: boolean;
  readonly sharper: boolean;
}

/** Sends an offer, or that of an ICE restart, and gives the server's answer. */
export type Exchange = (sdp: string, restart: boolean) => Promise<string>;

/** A connection that sends one picture. It has no section for a voice and none to receive on: nothing here can echo. */
export class Sender {
  #peer: RTCPeerConnection | null = null;
  #sender: RTCRtpSender | null = null;
  #track: MediaStreamTrack | null = null;
  #wanted: Wanted = { sending: false, sharper: false };
  #applying: Promise<void> = Promise.resolve();
  /** Counts the endings: what was offered before one must not come up after it. */
  #closed = 0;

  /** `lost` is called when the way is gone, or seems to be. */
  constructor(private readonly lost: () => void) {}

  get state(): RTCPeerConnectionState | null {
    return this.#peer?.connectionState ?? null;
  }

  /** Offers a new connection; the old one is closed once the answer is in place. Throws what `exchange` throws. */
  async negotiate(exchange: Exchange, relays: readonly RelayServer[]): Promise<void> {
    const peer = new RTCPeerConnection({
      bundlePolicy: "max-bundle",
      iceServers: relays.map(({ urls, username, credential }) => ({ urls: [...urls], username, credential })),
    });
    const closed = this.#closed;
    try {
      const transceiver = peer.addTransceiver("video", { direction: "sendonly", sendEncodings: encodings("camera") });
      preferVp8(transceiver);
      await transceiver.sender.replaceTrack(this.#track);
      await peer.setRemoteDescription({ type: "answer", sdp: await exchange(await makeOffer(peer), false) });
      if (closed !== this.#closed) return peer.close();
      this.#peer?.close();
      this.#peer = peer;
      this.#sender = transceiver.sender;
    } catch (error) {
      peer.close();
      throw error;
    }
    peer.onconnectionstatechange = () => {
      if (peer === this.#peer && ["disconnected", "failed"].includes(peer.connectionState)) this.lost();
    };
    await this.#apply();
  }

  /** Leads the connection another way (ICE restart). Throws what `exchange` throws. */
  async restart(exchange: Exchange): Promise<void> {
    const peer = this.#peer;
    if (peer === null) throw new Error("there is no connection to restart");
    peer.restartIce();
    try {
      await peer.setRemoteDescription({ type: "answer", sdp: await exchange(await makeOffer(peer), true) });
    } catch (error) {
      if (peer.signalingState === "have-local-offer") await peer.setLocalDescription({ type: "rollback" });
      throw error;
    }
  }

  async setTrack(track: MediaStreamTrack | null): Promise<void> {
    this.#track = track;
    await this.#sender?.replaceTrack(track);
    await this.#apply();
  }

  async want(wanted: Wanted): Promise<void> {
    const before = this.#wanted;
    if (before.sending === wanted.sending && before.sharper === wanted.sharper) return;
    this.#wanted = wanted;
    await this.#apply();
  }

  close(): void {
    this.#closed++;
    this.#peer?.close();
    this.#peer = this.#sender = null;
  }

  #apply(): Promise<void> {
    // One after the other: parameters read before another change was done are refused (WebRTC, 5.2).
    const next = () => this.#setEncodings();
    this.#applying = this.#applying.then(next, next);
    return this.#applying;
  }

  async #setEncodings(): Promise<void> {
    const sender = this.#sender;
    if (sender === null) return;
    const parameters: RTCRtpSendParameters & { degradationPreference?: string } = sender.getParameters();
    for (const encoding of parameters.encodings) {
      encoding.active = this.#wanted.sending;
      if (this.#wanted.sharper) encoding.maxFramerate = SHARP_FRAMERATE;
      else delete encoding.maxFramerate;
    }
    // Skin is looked at: what the way carries goes into the picture before it goes into motion.
    parameters.degradationPreference = "maintain-resolution";
    if (sender.track !== null) sender.track.contentHint = "detail";
    await sender.setParameters(parameters);
  }
}
