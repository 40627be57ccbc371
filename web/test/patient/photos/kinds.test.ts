import { describe, expect, it } from "vitest";
import { kindOf, kindOfBytes } from "../../../src/patient/photos/kinds";

const bytes = (text: string) => Uint8Array.from(text, (one) => one.charCodeAt(0));
const box = (...brands: string[]) => {
  const size = 16 + 4 * (brands.length - 1);
  return bytes(`\0\0\0${String.fromCharCode(size)}ftyp${brands[0]}\0\0\0\0${brands.slice(1).join("")}`);
};

describe("what a chosen file is", () => {
  it.each([
    ["a JPEG", bytes("\xff\xd8\xff\xe0"), "picture"],
    ["a PNG", bytes("\x89PNG\r\n\x1a\n...."), "picture"],
    ["a WebP", bytes("RIFF\0\0\0\0WEBPVP8 "), "picture"],
    ["an iPhone's HEIC", box("heic", "mif1", "heic"), "picture"],
    ["an AVIF", box("mif1", "avif"), "picture"],
    ["QuickTime", box("qt  ", "qt  "), "clip"],
    ["MP4", box("mp42", "isom"), "clip"],
    ["WebM", bytes("\x1aE\xdf\xa3"), "clip"],
    ["a text", bytes("hello world"), null],
    ["a PDF", bytes("%PDF-1.7"), null],
    ["a drawing in SVG", bytes("<svg xmlns="), null],
    ["nothing", new Uint8Array(), null],
    ["a box of another kind", box("abcd"), null],
    ["a box that is cut off", bytes("\0\0\0\x18ftyp"), null],
  ])("is told of %s", (_, head, kind) => {
    expect(kindOfBytes(head)).toBe(kind);
  });

  it("is read from the file's beginning alone, whatever its name", async () => {
    const file = new File([bytes("\xff\xd8\xff\xe0"), new Uint8Array(5_000_000)], "notes.txt", { type: "text/plain" });
    expect(await kindOf(file)).toBe("picture");
  });
});
