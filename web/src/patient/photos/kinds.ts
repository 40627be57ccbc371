/** What a chosen file is, by its first bytes as the server tells it (`server/images/signatures.py`): its name proves nothing. */

const AVIF = ["avif", "avis"];
const HEIC = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];
const FILM = ["isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "MSNV", "3gp4", "3gp5", "3gp6"];
const CLIPS = ["qt  ", ...FILM];
const LOOKED_AT = 256;

export type FileKind = "picture" | "clip";

/** Null for whatever the practice could not open either. */
export async function kindOf(file: Blob): Promise<FileKind | null> {
  return kindOfBytes(new Uint8Array(await file.slice(0, LOOKED_AT).arrayBuffer()));
}

export function kindOfBytes(head: Uint8Array): FileKind | null {
  const text = (from: number, to: number) => String.fromCharCode(...head.slice(from, to));
  if (text(0, 3) === "\xff\xd8\xff" || text(0, 8) === "\x89PNG\r\n\x1a\n") return "picture";
  if (text(0, 4) === "RIFF" && text(8, 12) === "WEBP") return "picture";
  if (text(0, 4) === "\x1aE\xdf\xa3") return "clip";
  if (text(4, 8) !== "ftyp") return null;
  const size = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0);
  const brands = [text(8, 12)];
  for (let at = 16; at < Math.min(Math.max(size, 16), LOOKED_AT); at += 4) brands.push(text(at, at + 4));
  if (brands.some((one) => AVIF.includes(one) || HEIC.includes(one))) return "picture";
  return brands.some((one) => CLIPS.includes(one)) ? "clip" : null;
}
