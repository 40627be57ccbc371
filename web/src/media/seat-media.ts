import type { RelayServer, Slot } from "../protocol/frames.ts";
import { type MediaStatus, streamKey } from "../state/seat.ts";
import {
  createPeerConnection,
  LEAN_VOICE,
  MAX_BITRATE,
  makeOffer,
  type OwnSenders,
  type OwnTrack,
  type PeerConnection,
  SHARP_FRAMERATE,
  useRelays,
} from "./offer.ts";
import type { Heard } from "./silence.ts";

/** Remote streams by `streamKey`: one track each. A seat keeps its stream object when the server moves it to another section. */
export type Streams = ReadonlyMap<string, MediaStream>;

export interface Readings {
  /** Bytes received on the connection's path so far: media and RTCP, not checks. */
  readonly bytes: number | null;
  /** The own microphone, as the sender hears it. */
  readonly heard: Heard | null;
}

/** Sends an offer and gives the server's answer. */
export type Exchange = (sdp: string) => Promise<string>;

/** What the server wants of what is sent: nothing until a queue is dry, no picture where the way is too narrow, a smaller voice, detail before motion. */
export interface Wanted {
  readonly voice: boolean;
  readonly pictures: boolean;
  readonly lean: boolean;
  readonly sharper: boolean;
}

export interface SeatMediaEvents {
  status(status: MediaStatus): void;
  /** The way is lost, or seems to be: an ICE restart may find another. */
  lost(): void;
  streams(streams: Streams): void;
}

/**
 * A seat's media: one peer connection at a time, negotiated once. Who is heard and seen changes by `applySlots` and
 * `setSending` alone. `negotiate` again makes a new connection for the same seat with the same own tracks.
 */
export class SeatMedia {
  #peer: RTCPeerConnection | null = null;
  #senders: OwnSenders | null = null;
  /** Made ahead for the next offer. */
  #ready: PeerConnection | null = null;
  #tracks: Record<OwnTrack, MediaStreamTrack | null> = { microphone: null, camera: null, screen: null };
  #sending = false;
  #wanted: Wanted = { voice: true, pictures: true, lean: false, sharper: false };
  #applying: Promise<void> = Promise.resolve();
  #slots: readonly Slot[] = [];
  #streams = new Map<string, MediaStream>();
  /** Counts the endings: what was offered before one must not come up after it. */
  #closed = 0;

  constructor(private readonly events: SeatMediaEvents) {}

  /** The connection's state in the browser's words, or null before the first offer. */
  get connectionState(): RTCPeerConnectionState | null {
    return this.#peer?.connectionState ?? null;
  }

  /** Whether anything of our own should be on its way, which the server reports on. */
  get sends(): boolean {
    const { microphone, camera, screen } = this.#tracks;
    const voice = this.#wanted.voice && microphone !== null;
    return this.#sending && (voice || (this.#wanted.pictures && (camera ?? screen) !== null));
  }

  /** Makes the sections of the next offer now: that takes as long as the server takes to answer, and need not wait for it. */
  prepare(): void {
    this.#ready ??= createPeerConnection();
  }

  /** Offers a new connection; the old one is closed when the answer is in place. Throws what `exchange` throws. Closed meanwhile, it comes to nothing. */
  async negotiate(exchange: Exchange, relays: readonly RelayServer[] = []): Promise<void> {
    this.prepare();
    const { peer, senders } = this.#ready as PeerConnection;
    this.#ready = null;
    const closed = this.#closed;
    try {
      if (relays.length > 0) useRelays(peer, relays);
      await Promise.all(
        (Object.keys(senders) as OwnTrack[]).map((track) => senders[track].replaceTrack(this.#tracks[track])),
      );
      const answer = await exchange(await makeOffer(peer));
      await peer.setRemoteDescription({ type: "answer", sdp: answer });
    } catch (error) {
      peer.close();
      throw error;
    }
    if (closed !== this.#closed) return peer.close();
    this.#peer?.close();
    this.#peer = peer;
    this.#senders = senders;
    peer.onconnectionstatechange = () => this.#report(peer);
    // A track switched while the answer was under way.
    await Promise.all(
      (Object.keys(senders) as OwnTrack[]).map((track) => senders[track].replaceTrack(this.#tracks[track])),
    );
    await this.#applySending();
    this.applySlots(this.#slots);
    this.#report(peer);
  }

  /** Sends `track` from now on (null: nothing, and no packets). No negotiation. */
  async setTrack(kind: OwnTrack, track: MediaStreamTrack | null): Promise<void> {
    this.#tracks[kind] = track;
    await this.#senders?.[kind].replaceTrack(track);
    if (kind === "camera" && this.#wanted.sharper) await this.#applySending();
  }

  /** Wakes or pauses everything of our own, as the server's newest frame says. */
  async setSending(sending: boolean): Promise<void> {
    if (this.#sending === sending) return;
    this.#sending = sending;
    await this.#applySending();
  }

  /** Sends what is wanted from now on. */
  async want(wanted: Wanted): Promise<void> {
    const before = this.#wanted;
    if ((["voice", "pictures", "lean", "sharper"] as const).every((one) => before[one] === wanted[one])) return;
    this.#wanted = wanted;
    await this.#applySending();
  }

  /** Leads the connection another way: same sections, same keys. Throws what `exchange` throws; the connection stays as it was. */
  async restart(exchange: Exchange): Promise<void> {
    const peer = this.#peer;
    if (peer === null) throw new Error("there is no connection to restart");
    peer.restartIce();
    try {
      const answer = await exchange(await makeOffer(peer));
      await peer.setRemoteDescription({ type: "answer", sdp: answer });
      // Chromium makes every layer active that an answer does not pause: pictures would fill the way that could not carry them.
      await this.#applySending();
    } catch (error) {
      if (peer.signalingState === "have-local-offer") await peer.setLocalDescription({ type: "rollback" });
      throw error;
    }
  }

  /** Takes over what each section carries. Streams of seats that stay are the same objects as before. */
  applySlots(slots: readonly Slot[]): void {
    this.#slots = slots;
    const receivers = new Map<string, MediaStreamTrack>();
    for (const transceiver of this.#peer?.getTransceivers() ?? []) {
      if (transceiver.mid !== null) receivers.set(transceiver.mid, transceiver.receiver.track);
    }
    const next = new Map<string, MediaStream>();
    for (const slot of slots) {
      const track = receivers.get(slot.mid);
      if (track !== undefined) next.set(streamKey(slot), carry(this.#streams.get(streamKey(slot)), track));
    }
    const same =
      next.size === this.#streams.size && [...next].every(([key, stream]) => this.#streams.get(key) === stream);
    this.#streams = next;
    if (!same) this.events.streams(next);
  }

  /** The connection's counters; a value is null where the browser does not say. */
  async readings(): Promise<Readings> {
    let bytes: number | null = null;
    let heard: Heard | null = null;
    for (const entry of (await this.#peer?.getStats())?.values() ?? []) {
      // In whatever state: Chromium calls a pair "in-progress" from the first check without an answer, when its count matters most.
      if (entry.type === "candidate-pair" && entry.nominated) {
        bytes = (bytes ?? 0) + (entry.bytesReceived ?? 0);
      } else if (entry.type === "media-source" && entry.kind === "audio" && entry.totalAudioEnergy !== undefined) {
        heard = { energy: entry.totalAudioEnergy, seconds: entry.totalSamplesDuration ?? 0 };
      }
    }
    return { bytes, heard };
  }

  /** Ends the connection. Own tracks are the caller's to stop. */
  close(): void {
    this.#closed++;
    this.#peer?.close();
    this.#ready?.peer.close();
    this.#peer = this.#ready = null;
    this.#senders = null;
    this.#streams = new Map();
    this.events.streams(this.#streams);
    this.events.status("none");
  }

  #applySending(): Promise<void> {
    // One after the other: parameters read before another change was done are refused (WebRTC, 5.2).
    this.#applying = this.#applying.then(
      () => this.#setEncodings(),
      () => this.#setEncodings(),
    );
    return this.#applying;
  }

  async #setEncodings(): Promise<void> {
    if (this.#senders === null) return;
    for (const [track, sender] of Object.entries(this.#senders) as [OwnTrack, RTCRtpSender][]) {
      const parameters: RTCRtpSendParameters & { degradationPreference?: string } = sender.getParameters();
      if (parameters.encodings.length === 0) continue;
      const picture = track !== "microphone";
      for (const encoding of parameters.encodings) {
        encoding.active = this.#sending && (picture ? this.#wanted.pictures : this.#wanted.voice);
        if (!picture) encoding.maxBitrate = this.#wanted.lean ? LEAN_VOICE : MAX_BITRATE.microphone;
        if (track === "camera") this.#sharpen(encoding);
      }
      if (track === "camera") {
        parameters.degradationPreference = this.#wanted.sharper ? "maintain-resolution" : "balanced";
        if (sender.track !== null) sender.track.contentHint = this.#wanted.sharper ? "detail" : "";
      }
      await sender.setParameters(parameters);
    }
  }

  #sharpen(encoding: RTCRtpEncodingParameters): void {
    if (this.#wanted.sharper) encoding.maxFramerate = SHARP_FRAMERATE;
    else delete encoding.maxFramerate;
  }

  #report(peer: RTCPeerConnection): void {
    if (peer !== this.#peer) return;
    switch (peer.connectionState) {
      case "connected":
        this.events.status("connected");
        break;
      case "failed":
      case "disconnected":
        this.events.status("broken");
        this.events.lost();
        break;
      case "closed":
        this.events.status("broken");
        break;
      default:
        this.events.status("connecting");
    }
  }
}

/** `stream` carrying exactly `track`; a new stream where there is none yet. */
function carry(stream: MediaStream | undefined, track: MediaStreamTrack): MediaStream {
  if (stream === undefined) return new MediaStream([track]);
  for (const old of stream.getTracks()) if (old !== track) stream.removeTrack(old);
  if (!stream.getTracks().includes(track)) stream.addTrack(track);
  return stream;
}
