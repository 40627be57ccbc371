import { makeOffer, videoPreferences } from "../../media/offer.ts";
import type { RelayServer } from "../../protocol/frames.ts";
import type { Sample, Way } from "./verdict.ts";

/** How long a way through is looked for, and how long is measured once there is one, milliseconds. */
const CONNECT_MS = 8000;
const MEASURE_MS = 5000;
const MAX_VIDEO_BITRATE = 1_500_000;

interface Counters {
  readonly at: number;
  readonly received: number;
  readonly lost: number;
  readonly bytes: number;
}

/** The server carries as much as it can: the measurement is not to be had now. */
export class Full extends Error {}

/**
 * Sends the own media to the server, which sends them back on the same sections (`POST /api/device-check`), and measures for
 * a few seconds. Without a microphone it sends silence, so that the way is tried all the same. Throws where the server
 * refuses; an aborted measurement throws too.
 */
export async function measure(
  token: string,
  tracks: { camera: MediaStreamTrack | null; microphone: MediaStreamTrack | null },
  signal: AbortSignal,
  relays: readonly RelayServer[] = [],
): Promise<Sample> {
  const iceServers = relays.map(({ urls, username, credential }) => ({ urls: [...urls], username, credential }));
  const peer = new RTCPeerConnection({ bundlePolicy: "max-bundle", rtcpMuxPolicy: "require", iceServers });
  const silence = tracks.microphone === null ? silentTrack() : null;
  let location: string | null = null;
  const headers = { Authorization: `Bearer ${token}` };
  try {
    const audio = tracks.microphone ?? silence?.track;
    if (audio !== undefined) peer.addTransceiver(audio, { direction: "sendrecv" });
    if (tracks.camera !== null) {
      const video = peer.addTransceiver(tracks.camera, {
        direction: "sendrecv",
        sendEncodings: [{ maxBitrate: MAX_VIDEO_BITRATE }],
      });
      const codecs = videoPreferences(RTCRtpReceiver.getCapabilities("video")?.codecs ?? []);
      if (codecs.length > 0) video.setCodecPreferences?.(codecs);
    }
    const response = await fetch("/api/device-check", {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/sdp" },
      body: await makeOffer(peer),
      signal,
    });
    if (response.status === 429) throw new Full();
    if (!response.ok) throw new Error(`device check: ${response.status}`);
    location = response.headers.get("Location");
    await peer.setRemoteDescription({ type: "answer", sdp: await response.text() });
    signal.throwIfAborted();
    const through = await connected(peer, signal);
    if (!through) return sample(null, null, null, null, tracks.camera !== null, false);
    const first = await counters(peer);
    signal.throwIfAborted();
    await pause(MEASURE_MS, signal);
    const last = await counters(peer);
    return sample(first, last, await roundTrip(peer), await wayOf(peer), tracks.camera !== null, await heldBack(peer));
  } finally {
    peer.close();
    silence?.stop();
    if (location !== null) void fetch(location, { method: "DELETE", headers, keepalive: true }).catch(() => undefined);
  }
}

function sample(
  first: Counters | null,
  last: Counters | null,
  roundTripMs: number | null,
  way: Way | null,
  picture: boolean,
  held: boolean,
): Sample {
  const received = (last?.received ?? 0) - (first?.received ?? 0);
  const lost = Math.max(0, (last?.lost ?? 0) - (first?.lost ?? 0));
  const seconds = ((last?.at ?? 0) - (first?.at ?? 0)) / 1000;
  const bytes = (last?.bytes ?? 0) - (first?.bytes ?? 0);
  return {
    through: received > 0,
    round_trip_ms: roundTripMs,
    loss_permille: received > 0 ? Math.round((1000 * lost) / (received + lost)) : null,
    kbps: seconds > 0 && received > 0 ? Math.round((8 * bytes) / 1000 / seconds) : null,
    held_back: held,
    way: received > 0 ? way : null,
    picture,
  };
}

async function counters(peer: RTCPeerConnection): Promise<Counters> {
  let [received, lost, bytes] = [0, 0, 0];
  for (const entry of (await peer.getStats()).values()) {
    if (entry.type !== "inbound-rtp") continue;
    received += entry.packetsReceived ?? 0;
    lost += entry.packetsLost ?? 0;
    bytes += entry.bytesReceived ?? 0;
  }
  return { at: performance.now(), received, lost, bytes };
}

/** Of the path in use, milliseconds; null where the browser does not say. */
async function roundTrip(peer: RTCPeerConnection): Promise<number | null> {
  for (const entry of (await peer.getStats()).values()) {
    if (entry.type === "candidate-pair" && entry.nominated && entry.currentRoundTripTime !== undefined) {
      return Math.round(1000 * entry.currentRoundTripTime);
    }
  }
  return null;
}

/** By which way the path in use goes. A relay may itself be reached by TCP: what counts is that nothing shorter was found. */
async function wayOf(peer: RTCPeerConnection): Promise<Way> {
  const stats = await peer.getStats();
  for (const entry of stats.values()) {
    if (entry.type !== "candidate-pair" || !entry.nominated || entry.state !== "succeeded") continue;
    const local = stats.get(entry.localCandidateId) as { candidateType?: string; protocol?: string } | undefined;
    if (local?.candidateType === "relay") return "relay";
    return local?.protocol === "tcp" ? "tcp" : "udp";
  }
  return "udp";
}

async function heldBack(peer: RTCPeerConnection): Promise<boolean> {
  for (const entry of (await peer.getStats()).values()) {
    if (entry.type === "outbound-rtp" && entry.kind === "video") return entry.qualityLimitationReason === "bandwidth";
  }
  return false;
}

/** Whether a way through was found in time. */
function connected(peer: RTCPeerConnection, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(false), CONNECT_MS);
    const look = () => {
      if (peer.connectionState === "connected") resolve(true);
      else if (peer.connectionState === "failed") resolve(false);
      else return;
      clearTimeout(timer);
    };
    peer.addEventListener("connectionstatechange", look);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
    look();
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

function silentTrack(): { track: MediaStreamTrack; stop: () => void } | null {
  const context = new AudioContext();
  const destination = context.createMediaStreamDestination();
  // A destination that nothing feeds sends no packets at all.
  const hum = new OscillatorNode(context);
  hum.connect(new GainNode(context, { gain: 0 })).connect(destination);
  hum.start();
  void context.resume();
  const [track] = destination.stream.getAudioTracks();
  if (track === undefined) return null;
  return {
    track,
    stop: () => {
      track.stop();
      void context.close();
    },
  };
}
