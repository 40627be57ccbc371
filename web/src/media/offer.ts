/**
 * The one offer of a seat: every section that it will ever need, so that nothing is negotiated again when people come,
 * go, mute or are admitted. The order is the protocol's: own voice, own picture, own screen, five voices, four pictures.
 */
import type { RelayServer, Track } from "../protocol/frames.ts";

/** What a page sends itself: the skin camera is another device's. */
export type OwnTrack = Exclude<Track, "skin_camera">;

const VOICES = 5;
const PICTURES = 4;

/** Bits per second that each own track may use at most. */
export const MAX_BITRATE: Record<OwnTrack, number> = { microphone: 40_000, camera: 1_500_000, screen: 2_500_000 };

/** A voice that leaves room on a way of 40 kbit/s, its packets' headers counted. */
export const LEAN_VOICE = 8_000;
/** … and the smaller layer of the camera. */
const LOW_BITRATE = 150_000;

export type OwnSenders = Record<OwnTrack, RTCRtpSender>;

export interface PeerConnection {
  readonly peer: RTCPeerConnection;
  readonly senders: OwnSenders;
}

const ONE_PATH: RTCConfiguration = { bundlePolicy: "max-bundle", rtcpMuxPolicy: "require" };

/** Lets a connection that has not been offered yet use these relays. */
export function useRelays(peer: RTCPeerConnection, relays: readonly RelayServer[]): void {
  peer.setConfiguration({
    ...ONE_PATH,
    iceServers: relays.map(({ urls, username, credential }) => ({ urls: [...urls], username, credential })),
  });
}

/** A peer connection with every section in place and nothing sent: encodings stay inactive until the server says `sending`. */
export function createPeerConnection(): PeerConnection {
  const peer = new RTCPeerConnection(ONE_PATH);
  const own = (track: OwnTrack) => {
    const transceiver = peer.addTransceiver(track === "microphone" ? "audio" : "video", {
      direction: "sendonly",
      sendEncodings: encodings(track),
    });
    if (track !== "microphone") preferVp8(transceiver);
    return transceiver.sender;
  };
  const senders = { microphone: own("microphone"), camera: own("camera"), screen: own("screen") };
  for (let n = 0; n < VOICES; n++) peer.addTransceiver("audio", { direction: "recvonly" });
  for (let n = 0; n < PICTURES; n++) preferVp8(peer.addTransceiver("video", { direction: "recvonly" }));
  return { peer, senders };
}

/** The camera goes up in two layers, from which the server picks for each receiver; the larger one is named first. */
export function encodings(track: OwnTrack, vp8 = hasVp8()): RTCRtpEncodingParameters[] {
  const whole = { active: false, maxBitrate: MAX_BITRATE[track] };
  if (track !== "camera" || !vp8) return [whole];
  return [
    { ...whole, rid: "h" },
    { active: false, rid: "l", scaleResolutionDownBy: 2, maxBitrate: LOW_BITRATE },
  ];
}

/** Only VP8 is taken in layers. */
function hasVp8(): boolean {
  const codecs = RTCRtpSender.getCapabilities("video")?.codecs ?? [];
  return codecs.some((codec) => codec.mimeType.toLowerCase() === "video/vp8");
}

/** VP8 first, then H264 constrained baseline, and their retransmission. All parties of a visit must share one codec. */
export function videoPreferences(codecs: readonly RTCRtpCodec[]): RTCRtpCodec[] {
  const type = (codec: RTCRtpCodec) => codec.mimeType.toLowerCase();
  const vp8 = codecs.filter((codec) => type(codec) === "video/vp8");
  const h264 = codecs.filter(
    (codec) => type(codec) === "video/h264" && /profile-level-id=42[e0]0/i.test(codec.sdpFmtpLine ?? ""),
  );
  const rtx = codecs.filter((codec) => type(codec) === "video/rtx");
  return [...vp8, ...h264, ...rtx];
}

/** Asks for the codecs that the server forwards, VP8 first. */
export function preferVp8(transceiver: RTCRtpTransceiver): void {
  const wanted = videoPreferences(RTCRtpReceiver.getCapabilities("video")?.codecs ?? []);
  if (wanted.length > 0) transceiver.setCodecPreferences?.(wanted);
}

/** Frames a second of a camera that shows detail: the bits go into the picture. */
export const SHARP_FRAMERATE = 10;

/** The offer, at once: the server is ICE-lite and learns our addresses from the checks, so that no candidate is waited for. */
export async function makeOffer(peer: RTCPeerConnection): Promise<string> {
  await peer.setLocalDescription();
  return peer.localDescription?.sdp ?? "";
}
