import { describe, expect, it } from "vitest";
import { hasIndex, kindOf, kindOfBytes } from "../../../src/patient/photos/kinds";

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

describe("whether a clip can be played that", () => {
  const filled = (type: string, size: number) => [
    bytes(`${String.fromCharCode(0, 0, size >> 8, size & 255)}${type}`),
    new Uint8Array(size - 8),
  ];
  const long = [bytes("\0\0\0\x01mdat\0\0\0\0\0\0\x01\0"), new Uint8Array(240)];

  it.each([
    ["begins with its index", [box("mp42", "isom"), ...filled("moov", 40), ...filled("mdat", 500)], true],
    ["has it at its end", [box("qt  "), ...filled("wide", 8), ...filled("mdat", 500), ...filled("moov", 40)], true],
    ["has it after a long box", [box("mp42"), ...long, ...filled("moov", 40)], true],
    ["was cut off before it", [box("qt  "), bytes("\0\0\xff\xffmdat"), new Uint8Array(500)], false],
    ["has none", [box("mp42"), ...filled("mdat", 500)], false],
    ["has a box without a length", [box("mp42"), bytes("\0\0\0\x02mdat"), new Uint8Array(50)], false],
    ["is of another family", [bytes("\x1aE\xdf\xa3"), new Uint8Array(50)], true],
  ])("%s", async (_, parts, whole) => {
    expect(await hasIndex(new File(parts, "clip"))).toBe(whole);
  });
});
