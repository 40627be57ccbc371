// Notes when each party's picture is first shown, and when the page was told to act. Instants are milliseconds of the wall
// clock, taken from the monotonic one, so that two browsers on one machine can be compared.
(() => {
  const at = (now) => performance.timeOrigin + now;
  const followed = new WeakSet();
  const marks = { frames: {}, own: 0, asked: 0, pressed: 0 };
  let armed = true;

  addEventListener("click", (event) => (marks.pressed = at(event.timeStamp)), { capture: true });

  function follow(video) {
    if (followed.has(video)) return;
    followed.add(video);
    // The first frame can be told of before it can be drawn: then the next repaint looks again.
    const look = () => {
      const now = at(performance.now());
      const party = video.closest("[data-party]")?.dataset.party;
      if (!armed || !party || marks.frames[party]) return;
      const read = __readers.code(video);
      if (read) marks.frames[party] = { source: read[0], at: now };
      else requestAnimationFrame(look);
    };
    const shown = () => {
      const now = at(performance.now());
      const party = video.closest("[data-party]")?.dataset.party;
      look();
      if (!party && !marks.own) marks.own = now;
      video.requestVideoFrameCallback(shown);
    };
    video.requestVideoFrameCallback(shown);
  }
  new MutationObserver(() => document.querySelectorAll("video").forEach(follow)).observe(document, {
    childList: true,
    subtree: true,
  });

  const devices = navigator.mediaDevices;
  const open = devices?.getUserMedia;
  if (open)
    devices.getUserMedia = (wanted) => {
      marks.asked ||= at(performance.now());
      return open.call(devices, wanted);
    };

  window.__marks = {
    read: () => marks,
    arm: () => {
      marks.frames = {};
      armed = true;
    },
  };
})();
