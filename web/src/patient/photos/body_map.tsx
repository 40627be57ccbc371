import { useRef, useState } from "preact/hooks";
import sites from "../../../../server/images/body_sites.json";
import { SelectField } from "../../ui/field.tsx";
import { HEIGHTS, REGIONS, type Region, type Side } from "./body_drawing.ts";
import { p, siteName } from "./words.ts";

const SIDES: readonly Side[] = ["front", "back", "head"];
const GROUPS = ["head", "trunk", "arms", "legs"] as const;

function drawn(site: string | null): Side {
  return SIDES.find((side) => REGIONS[side].some((region) => region.site === site)) ?? "front";
}

/** The nearest region in the direction of an arrow key, by the regions' middles. */
function towards(regions: readonly Region[], from: Region, key: string): Region | null {
  const middle = (region: Region) => [region.x + region.wide / 2, region.y + region.high / 2] as const;
  const [x, y] = middle(from);
  const across = key === "ArrowLeft" || key === "ArrowRight";
  const sign = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
  let best: Region | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const one of regions) {
    const [ox, oy] = middle(one);
    const [ahead, aside] = across ? [(ox - x) * sign, Math.abs(oy - y)] : [(oy - y) * sign, Math.abs(ox - x)];
    if (ahead > 1 && ahead + 3 * aside < least) [best, least] = [one, ahead + 3 * aside];
  }
  return best;
}

function Drawing({
  side,
  site,
  choose,
  toHead,
}: {
  side: Side;
  site: string | null;
  choose: (site: string) => void;
  toHead: () => void;
}) {
  const regions = REGIONS[side];
  const here = regions.find((region) => region.site === site) ?? regions[0];
  const group = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent, from: Region) => {
    if (event.key === " " || event.key === "Enter") choose(from.site);
    else if (event.key.startsWith("Arrow")) {
      const to = towards(regions, from, event.key);
      if (to !== null) {
        choose(to.site);
        group.current?.querySelector<SVGElement>(`[data-site="${to.site}"]`)?.focus();
      }
    } else return;
    event.preventDefault();
  };
  return (
    <div ref={group} class="body-drawing" role="radiogroup" aria-label={`${p("where-map")}: ${p(`where-${side}`)}`}>
      <svg viewBox={`0 0 360 ${HEIGHTS[side]}`} role="none">
        {side !== "head" && (
          // biome-ignore lint/a11y/noStaticElementInteractions: the button "Head" does the same by keyboard.
          <ellipse class="outline" cx="180" cy="42" rx="34" ry="40" onClick={toHead} />
        )}
        {regions.map((region) => (
          // biome-ignore lint/a11y/useSemanticElements: an input cannot stand inside an SVG.
          <g
            key={region.site}
            role="radio"
            aria-checked={region.site === site}
            aria-label={siteName(region.site)}
            tabindex={region === here ? 0 : -1}
            data-site={region.site}
            onClick={() => choose(region.site)}
            onKeyDown={(event) => move(event, region)}
          >
            <rect x={region.x} y={region.y} width={region.wide} height={region.high} rx="10" />
          </g>
        ))}
      </svg>
    </div>
  );
}

/** Where on the body: by touch or keys on a drawing, or from a list; the two always show the same. */
export function BodyMap({ site, choose }: { site: string | null; choose: (site: string | null) => void }) {
  const [side, setSide] = useState<Side>(drawn(site));
  return (
    <div class="body-map">
      <SelectField
        label={p("where-list")}
        name="body_site"
        value={site ?? ""}
        onChange={(event) => {
          const chosen = event.currentTarget.value || null;
          choose(chosen);
          setSide(drawn(chosen));
        }}
      >
        <option value="">{p("where-none")}</option>
        {GROUPS.map((group) => (
          <optgroup key={group} label={p(`group-${group}`)}>
            {sites
              .filter((one) => one.group === group)
              .map((one) => (
                <option key={one.id} value={one.id}>
                  {siteName(one.id)}
                </option>
              ))}
          </optgroup>
        ))}
      </SelectField>
      <div class="body-sides">
        {SIDES.map((one) => (
          <button key={one} type="button" class="button" aria-pressed={one === side} onClick={() => setSide(one)}>
            {p(`where-${one}`)}
          </button>
        ))}
      </div>
      <Drawing side={side} site={site} choose={choose} toHead={() => setSide("head")} />
      <p class="hint">{p("where-sides")}</p>
    </div>
  );
}
