import { type Advice, advice, LONG_SIDE, measure, type View } from "./quality.ts";

/** What the page can say of a picture before it is sent. Null where this browser cannot read the file: the server says it then. */
export async function look(file: Blob, view: View): Promise<Advice[] | null> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
  const { width, height } = picture;
  const scale = Math.min(1, LONG_SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return null;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return advice(measure(data, canvas.width, canvas.height), view, width, height);
}
