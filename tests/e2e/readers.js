// Put into every page before its own scripts: says whose picture is on the screen, whose tone is played, and how often each
// connection was negotiated. It looks at what the page shows and plays, never at the page's own state.
(() => {
  const TONES = [500, 700, 1130];
  const CELLS = 16;
  const connections = [];
  const negotiations = new WeakMap();
  const players = new Set();
  const own = new WeakSet();
  const newest = {};
  const frames = new WeakMap();
  const analysers = new Map();
  const canvas = document.createElement("canvas");
  canvas.width = 320;
  canvas.height = 12;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  let gestures = 0;
  let audio;

  for (const kind of ["pointerdown", "keydown", "touchstart"])
    addEventListener(kind, (event) => event.isTrusted && gestures++, { capture: true });

  const Connection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Connection {
    constructor(...args) {
      super(...args);
      connections.push(this);
      negotiations.set(this, 0);
    }
    async setRemoteDescription(...args) {
      await super.setRemoteDescription(...args);
      negotiations.set(this, negotiations.get(this) + 1);
    }
  };

  // A steady tone is what noise suppression removes, and the loop through one machine is what echo cancellation removes.
  const devices = navigator.mediaDevices;
  if (devices) {
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (wanted) => {
      const asked = { ...wanted };
      if (asked.audio) {
        const given = asked.audio === true ? {} : asked.audio;
        asked.audio = { ...given, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
      }
      const stream = await open(asked);
      for (const track of stream.getTracks()) {
        own.add(track);
        newest[track.kind] = track;
      }
      return stream;
    };
  }

  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "srcObject");
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", {
    ...source,
    set(stream) {
      players.add(this);
      source.set.call(this, stream);
    },
  });

  const tracks = (element, kind) =>
    element.srcObject instanceof MediaStream ? element.srcObject.getTracks().filter((track) => track.kind === kind) : [];

  /** The bar code of what an element shows now: [source, frame number], or null where it is no picture of ours. */
  function code(video) {
    if (!video.videoWidth) return null;
    // Only the strip that is read is drawn: this is done ten times a second in every page of a test.
    const { videoWidth: wide, videoHeight: high } = video;
    // A frame that is not there yet draws nothing: what another element showed must not be read in its place.
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(video, 0, (high * 10) / 240, wide, (high * 12) / 240, 0, 0, canvas.width, canvas.height);
    const pixels = pen.getImageData(0, 0, canvas.width, canvas.height).data;
    if (pixels[3] === 0) return null;
    let bits = 0;
    let worst = 255;
    for (let cell = 0; cell < CELLS; cell++) {
      let sum = 0;
      for (let y = 0; y < canvas.height; y++)
        for (let x = cell * 20 + 6; x < cell * 20 + 14; x++) sum += pixels[(y * canvas.width + x) * 4 + 1];
      const mean = sum / (8 * canvas.height);
      worst = Math.min(worst, Math.abs(mean - 125));
      bits = bits * 2 + (mean > 125 ? 1 : 0);
    }
    return worst > 35 ? [bits >> 8, bits & 255] : null;
  }

  /** Whose moving picture stands in each `[data-party]`: {role: source}. A picture that stands still shows nobody. */
  function pictures() {
    const now = performance.now();
    const seen = {};
    for (const video of document.querySelectorAll("[data-party] video")) {
      const box = video.getBoundingClientRect();
      if (!box.width || !box.height || getComputedStyle(video).visibility === "hidden") continue;
      if (tracks(video, "video").some((track) => own.has(track))) continue;
      const read = code(video);
      if (!read) continue;
      const last = frames.get(video);
      if (!last || last.number !== read[1] || last.source !== read[0])
        frames.set(video, { source: read[0], number: read[1], at: now, changes: (last?.changes ?? -1) + 1 });
      const state = frames.get(video);
      if (state.changes > 0 && now - state.at < 1200) seen[video.closest("[data-party]").dataset.party] = read[0];
    }
    return seen;
  }

  /** The tones that the page's own elements really play now, in Hz. */
  function tones() {
    audio ??= new AudioContext({ sampleRate: 48000, latencyHint: "playback" });
    const heard = new Set();
    for (const element of players) {
      if (element.muted || element.paused || element.volume === 0) continue;
      for (const track of tracks(element, "audio")) {
        if (track.readyState !== "live" || own.has(track)) continue;
        if (!analysers.has(track.id)) {
          const node = audio.createAnalyser();
          node.fftSize = 8192;
          node.smoothingTimeConstant = 0;
          audio.createMediaStreamSource(new MediaStream([track])).connect(node);
          analysers.set(track.id, node);
        }
        const node = analysers.get(track.id);
        const level = new Float32Array(node.frequencyBinCount);
        node.getFloatFrequencyData(level);
        for (const tone of TONES) {
          const bin = Math.round((tone * node.fftSize) / audio.sampleRate);
          if (Math.max(level[bin - 1], level[bin], level[bin + 1]) > -50) heard.add(tone);
        }
      }
    }
    return [...heard].sort((a, b) => a - b);
  }

  /** How often each connection that is still open was negotiated. */
  const negotiated = () => connections.filter((pc) => pc.connectionState !== "closed").map((pc) => negotiations.get(pc));

  /** Packets received so far, over all open connections, by kind. */
  async function received() {
    const sum = { audio: 0, video: 0 };
    for (const pc of connections)
      if (pc.connectionState !== "closed")
        for (const stat of (await pc.getStats()).values()) if (stat.type === "inbound-rtp") sum[stat.kind] += stat.packetsReceived;
    return sum;
  }

  /** What the page's receivers have counted so far, over all open connections: freezes and frames, samples and how they were made up. */
  async function inbound() {
    const sum = { frames: 0, frozen: 0, freezes: 0, width: 0, samples: 0, concealed: 0, silent: 0 };
    for (const pc of connections) {
      if (pc.connectionState === "closed") continue;
      for (const stat of (await pc.getStats()).values()) {
        if (stat.type !== "inbound-rtp") continue;
        sum.frames += stat.framesDecoded ?? 0;
        sum.frozen += stat.totalFreezesDuration ?? 0;
        sum.freezes += stat.freezeCount ?? 0;
        sum.width = Math.max(sum.width, stat.frameWidth ?? 0);
        sum.samples += stat.totalSamplesReceived ?? 0;
        sum.concealed += stat.concealedSamples ?? 0;
        sum.silent += stat.silentConcealedSamples ?? 0;
      }
    }
    return sum;
  }

  let held = { wanted: "", since: 0 };
  /** Whether exactly these pictures and these tones have been there, without a pause, for `span` milliseconds. */
  function steady(wantedPictures, wantedTones, span) {
    const wanted = JSON.stringify([Object.entries(wantedPictures).sort(), wantedTones]);
    const there = JSON.stringify([Object.entries(pictures()).sort(), tones()]);
    const now = performance.now();
    if (there !== wanted) held = { wanted: "", since: 0 };
    else if (held.wanted !== wanted) held = { wanted, since: now };
    return there === wanted && now - held.since >= span;
  }

  window.__readers = {
    code,
    pictures,
    tones,
    negotiated,
    received,
    inbound,
    steady,
    gestures: () => gestures,
    /** The page's newest own track of a kind, for tests that take it away. */
    own: (kind) => newest[kind],
    /** The speakers that everything which was ever given a stream plays on. */
    speakers: () => [...players].map((element) => element.sinkId),
    connections: () => connections.length,
    states: () => connections.map((pc) => pc.connectionState),
    senders: () => connections.flatMap((pc) => pc.getSenders().map((sender) => sender.track?.kind ?? null)),
  };
})();
