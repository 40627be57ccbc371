/** Takes one picture of a running camera track, at the camera's full resolution where the browser can. */

/** How many frames of the video are looked at where there is no `takePhoto`, and how far apart, milliseconds. */
const LOOKS = 6;
const APART_MS = 100;
const JPEG_QUALITY = 0.95;

interface PhotoTaker {
  takePhoto(): Promise<Blob>;
}
type PhotoTakerOf = new (track: MediaStreamTrack) => PhotoTaker;

/** The picture, and which way it was had. Throws where the track gives none. */
export async function takeStill(track: MediaStreamTrack): Promise<{ file: Blob; way: "photo" | "frame" }> {
  const Taker = (globalThis as { ImageCapture?: PhotoTakerOf }).ImageCapture;
  if (Taker !== undefined) {
    try {
      return { file: await new Taker(track).takePhoto(), way: "photo" };
    } catch {
      // Some cameras cannot while they film: the best of the film, then.
    }
  }
  return { file: await bestFrame(track), way: "frame" };
}

/** The sharpest of several frames: a hand that holds a phone shakes, and now and then it does not. */
async function bestFrame(track: MediaStreamTrack): Promise<Blob> {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  await video.play();
  try {
    let best: { canvas: HTMLCanvasElement; sharpness: number } | null = null;
    for (let i = 0; i < LOOKS; i++) {
      if (i > 0) await new Promise((resolve) => setTimeout(resolve, APART_MS));
      const canvas = document.createElement("canvas");
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      const context = canvas.getContext("2d", { willReadFrequently: true });
      if (context === null || canvas.width === 0) continue;
      context.drawImage(video, 0, 0);
      const found = sharpness(context.getImageData(0, 0, canvas.width, canvas.height));
      if (best === null || found > best.sharpness) best = { canvas, sharpness: found };
    }
    if (best === null) throw new Error("the camera gave no picture");
    const { canvas } = best;
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", JPEG_QUALITY),
    );
  } finally {
    video.srcObject = null;
  }
}

/** The mean square of what differs from neighbours (a Laplacian), on every other pixel of the green channel. */
export function sharpness({ data, width, height }: Pick<ImageData, "data" | "width" | "height">): number {
  let sum = 0;
  let count = 0;
  const green = (x: number, y: number) => data[(y * width + x) * 4 + 1] ?? 0;
  for (let y = 1; y < height - 1; y += 2)
    for (let x = 1; x < width - 1; x += 2) {
      const edge = 4 * green(x, y) - green(x - 1, y) - green(x + 1, y) - green(x, y - 1) - green(x, y + 1);
      sum += edge * edge;
      count += 1;
    }
  return count === 0 ? 0 : sum / count;
}
