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

/**
 * Whether a clip of the MP4 family has its index (ISO/IEC 14496-12, `moov`): without one, as where a copy was cut off, nobody can play
 * it. What is of another family is not judged here, and neither is a codec that this browser lacks: the practice may have it.
 */
export async function hasIndex(file: Blob): Promise<boolean> {
  for (let at = 0; at + 8 <= file.size; ) {
    const head = new DataView(await file.slice(at, at + 16).arrayBuffer());
    const type = String.fromCharCode(...[4, 5, 6, 7].map((byte) => head.getUint8(byte)));
    if (at === 0 && type !== "ftyp") return true;
    const short = head.getUint32(0);
    if (short === 1 && head.byteLength < 16) return false;
    const size = short === 0 ? file.size - at : short === 1 ? Number(head.getBigUint64(8)) : short;
    if (size < 8 || at + size > file.size) return false;
    if (type === "moov") return true;
    at += size;
  }
  return false;
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
