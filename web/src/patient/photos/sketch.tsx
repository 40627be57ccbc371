import type { Advice, View } from "./quality.ts";

/** Small drawings of what to do, in the text's colour. The words beside them say the same. */
const LINES: Record<View | Advice, string> = {
  overview:
    '<rect x="36" y="6" width="48" height="68" rx="8"/><path d="M60 14a7 7 0 1 1 0 14a7 7 0 0 1 0-14M46 66V44q0-10 14-10t14 10v22"/><circle cx="66" cy="48" r="2" fill="currentColor"/>',
  close:
    '<rect x="36" y="6" width="48" height="68" rx="8"/><circle cx="60" cy="40" r="14"/><path d="M54 36l4 8 6-6 2 8" />',
  scale:
    '<rect x="36" y="6" width="48" height="68" rx="8"/><circle cx="52" cy="34" r="9"/><circle cx="68" cy="50" r="10"/><path d="M66 46h4v8h-4"/>',
  blurry:
    '<circle cx="60" cy="40" r="16" stroke-dasharray="3 5"/><circle cx="60" cy="40" r="24" stroke-dasharray="2 7"/><path d="M60 34v12M54 40h12"/>',
  dark: '<rect x="24" y="10" width="34" height="44" rx="2"/><path d="M41 10v44M24 32h34M70 62a12 12 0 1 0 0-24M84 50h8M80 36l6-6M80 64l6 6"/>',
  bright:
    '<circle cx="60" cy="40" r="13"/><path d="M60 12v8M60 60v8M32 40h8M80 40h8M40 20l6 6M74 54l6 6M80 20l-6 6M46 54l-6 6M30 70L92 8"/>',
  color:
    '<rect x="24" y="12" width="40" height="52" rx="2"/><path d="M44 12v52M24 38h40M74 30l18-8M74 40h20M74 50l18 8"/>',
  far: '<rect x="12" y="22" width="24" height="38" rx="4"/><path d="M44 41h28M64 33l8 8-8 8"/><circle cx="94" cy="41" r="13"/>',
  small:
    '<rect x="18" y="14" width="84" height="54" rx="4" stroke-dasharray="4 5"/><rect x="48" y="32" width="24" height="18" rx="2"/>',
  no_skin: '<rect x="24" y="10" width="72" height="60" rx="6"/><path d="M52 32q0-8 8-8t8 8q0 6-8 9v6M60 56v2"/>',
};

/** The drawing of a view, or of what would make a picture better. */
export function Sketch({ of }: { of: View | Advice }) {
  const svg = `<svg viewBox="0 0 120 80" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round">${LINES[of]}</svg>`;
  return <div class="sketch" aria-hidden="true" dangerouslySetInnerHTML={{ __html: svg }} />;
}
