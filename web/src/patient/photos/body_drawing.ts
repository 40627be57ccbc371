/** Where each region stands on the drawings, in a 360 wide field: x, y, width, height. Large enough for a finger (24 CSS pixels
 * or more on a phone). The patient's right is on the left of the front drawing, and on the right of the back one. */
export type Side = "head" | "front" | "back";
export interface Region {
  readonly site: string;
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  readonly high: number;
}

type Box = readonly [site: string, x: number, y: number, wide: number, high: number];

export const HEIGHTS: Record<Side, number> = { head: 378, front: 712, back: 692 };

const HEAD: readonly Box[] = [
  ["scalp", 90, 8, 180, 60],
  ["forehead", 112, 72, 136, 48],
  ["temple-", 74, 76, 34, 54],
  ["eyelid-", 112, 124, 50, 34],
  ["nose", 166, 124, 28, 76],
  ["cheek-", 90, 162, 44, 100],
  ["ear-", 36, 134, 36, 66],
  ["lips", 138, 206, 84, 28],
  ["mouth", 138, 238, 84, 26],
  ["jaw", 92, 306, 176, 28],
  ["chin", 140, 268, 80, 34],
  ["neck-front", 130, 338, 100, 34],
];

const FRONT: readonly Box[] = [
  ["neck-front", 152, 84, 56, 30],
  ["shoulder-", 84, 108, 62, 36],
  ["chest", 150, 118, 60, 34],
  ["breast-", 120, 156, 58, 42],
  ["armpit-", 90, 148, 28, 30],
  ["upper-abdomen", 150, 202, 60, 30],
  ["flank-", 120, 202, 28, 68],
  ["navel", 162, 236, 36, 28],
  ["lower-abdomen", 150, 268, 60, 30],
  ["groin-", 120, 302, 38, 30],
  ["genitals", 160, 302, 40, 34],
  ["upper-arm-front-", 62, 182, 34, 62],
  ["elbow-crease-", 52, 248, 36, 28],
  ["forearm-front-", 42, 280, 36, 68],
  ["wrist-", 36, 352, 34, 26],
  ["palm-", 26, 382, 40, 38],
  ["fingers-", 14, 424, 46, 30],
  ["thigh-front-", 122, 340, 54, 100],
  ["knee-", 124, 444, 50, 40],
  ["shin-", 128, 488, 42, 106],
  ["ankle-", 128, 598, 40, 26],
  ["top-of-foot-", 116, 628, 52, 28],
  ["toes-", 110, 660, 56, 24],
  ["toenails-", 110, 688, 56, 24],
];

const BACK: readonly Box[] = [
  ["neck-back", 152, 84, 56, 30],
  ["shoulder-", 84, 108, 62, 36],
  ["upper-back", 120, 148, 120, 46],
  ["middle-back", 120, 198, 120, 46],
  ["flank-", 120, 248, 28, 50],
  ["lower-back", 152, 248, 56, 50],
  ["buttock-", 120, 302, 44, 56],
  ["anus", 166, 330, 28, 28],
  ["upper-arm-back-", 62, 150, 34, 84],
  ["elbow-", 52, 238, 36, 28],
  ["forearm-back-", 42, 270, 36, 74],
  ["wrist-", 36, 348, 34, 26],
  ["back-of-hand-", 26, 378, 40, 38],
  ["fingers-", 18, 420, 46, 28],
  ["fingernails-", 18, 452, 46, 24],
  ["thigh-back-", 122, 362, 54, 92],
  ["back-of-knee-", 124, 458, 50, 34],
  ["calf-", 128, 496, 42, 98],
  ["ankle-", 128, 598, 40, 26],
  ["heel-", 122, 628, 46, 26],
  ["sole-", 116, 658, 54, 34],
];

function both(boxes: readonly Box[], mirrored: boolean): Region[] {
  return boxes.flatMap(([site, x, y, wide, high]) => {
    if (!site.endsWith("-")) return [{ site, x, y, wide, high }];
    const [left, right] = mirrored ? ["left", "right"] : ["right", "left"];
    return [
      { site: site + left, x, y, wide, high },
      { site: site + right, x: 360 - x - wide, y, wide, high },
    ];
  });
}

export const REGIONS: Record<Side, readonly Region[]> = {
  head: both(HEAD, false),
  front: both(FRONT, false),
  back: both(BACK, true),
};
