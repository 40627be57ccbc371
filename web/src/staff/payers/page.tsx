import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../api/http.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { Heading } from "../../ui/heading.tsx";
import { dayAndTime } from "../format/zoned.ts";
import { may } from "../may.ts";
import { readStaff, staff } from "../names.ts";
import { CardLabel, CardTable } from "../parts/card_table.tsx";
import { NotForYou } from "../parts/state_page.tsx";
import { sentence } from "../refusal.ts";
import { path } from "../route.ts";
import { me } from "../session.ts";
import { common } from "../text/common.ts";
import { payersText as text } from "../text/payers.ts";
import { AddPayer } from "./add.tsx";
import { Change } from "./change.tsx";
import { ImportFile } from "./import_file.tsx";
import { Readings } from "./readings.tsx";
import type { Field, Version } from "./rules.ts";

interface Read {
  versions: Version[];
  fields: Field[];
}

/** The payers, or with `payer` one of them with all its versions. */
export function PayersPage({ payer }: { payer: string | null }) {
  const read = useSignal<Read | null>(null);
  const failed = useSignal("");
  const saved = useSignal("");
  const from = useSignal<Version | null>(null);
  const role = me.value?.role;
  const load = async () => {
    try {
      const address = payer === null ? "/api/payers/rules" : `/api/payers/versions?payer=${encodeURIComponent(payer)}`;
      read.value = await call<Read>("GET", address);
      failed.value = "";
      await readStaff();
    } catch (error) {
      failed.value = sentence(error);
    }
  };
  // Once, when the page opens.
  useEffect(() => void load(), []);
  if (!role || !may.managePayers(role)) return <NotForYou title={text.title} />;
  const done = (count: number) => {
    saved.value = text.saved(count);
    announce(saved.value);
    from.value = null;
    void load();
    scrollTo(0, 0);
  };
  const versions = read.value?.versions ?? [];
  const title = payer === null ? text.title : (versions[0]?.name ?? payer);
  return (
    <div class="payers">
      <div class="page-head">
        <Heading title={`${title} · ${common.product}`}>{title}</Heading>
        <p class="aside">{payer === null ? text.lead : text.versionsLead}</p>
        {payer !== null && (
          <a class="button" href={path.payers}>
            {text.back}
          </a>
        )}
      </div>
      {failed.value && (
        <div class="notice danger">
          <p>{failed.value}</p>
          <Button onClick={load}>{common.tryAgain}</Button>
        </div>
      )}
      {saved.value && <p class="notice good">{saved.value}</p>}
      {!read.value && !failed.value && (
        <p class="loading" role="status">
          {common.loading}
        </p>
      )}
      {read.value && payer === null && (
        <>
          <p class="notice">{text.unsigned}</p>
          <Payers versions={versions} />
          {from.value === null && (
            <>
              <AddPayer known={versions} onStart={(version) => (from.value = version)} />
              <ImportFile onSaved={done} />
            </>
          )}
        </>
      )}
      {read.value && payer !== null && from.value === null && (
        <Versions versions={versions} fields={read.value.fields} change={(version) => (from.value = version)} />
      )}
      {read.value && from.value && (
        <Change
          key={from.value.payer + from.value.version}
          version={from.value}
          fields={read.value.fields}
          onSaved={done}
          onCancel={() => (from.value = null)}
        />
      )}
    </div>
  );
}

function Payers({ versions }: { versions: readonly Version[] }) {
  const columns = text.columns;
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: the rows of a CardTable carry their roles.
    <CardTable columns={[columns.payer, columns.version, columns.checked, columns.confidence]} label={text.title}>
      {versions.map((one) => (
        <tr role="row" key={one.payer}>
          <th role="rowheader" scope="row">
            <a href={path.payer(one.payer)}>{one.name}</a>
          </th>
          <td role="cell">
            {text.from(one.effective_from, one.effective_to)}
            <span class="aside"> {origin(one)}</span>
          </td>
          <td role="cell">
            <CardLabel words={columns.checked} />
            {text.checkedBy(one.checked_by, one.last_checked)}
          </td>
          <td role="cell">
            <CardLabel words={columns.confidence} />
            {text.choices[one.confidence] ?? one.confidence}
          </td>
        </tr>
      ))}
    </CardTable>
    // biome-ignore-end lint/a11y/noRedundantRoles: the rows of a CardTable carry their roles.
  );
}

interface VersionsProps {
  versions: readonly Version[];
  fields: readonly Field[];
  change: (version: Version) => void;
}

function Versions({ versions, fields, change }: VersionsProps) {
  return (
    <ol class="payer-versions">
      {versions.map((one) => (
        <li key={one.version} class="card">
          <h2>{text.from(one.effective_from, one.effective_to)}</h2>
          <p>
            {origin(one)}. {text.columns.checked}: {text.checkedBy(one.checked_by, one.last_checked)}.{" "}
            {text.columns.confidence}: {text.choices[one.confidence] ?? one.confidence}.
          </p>
          <Sources version={one} />
          <Readings version={one} fields={fields} />
          <Button onClick={() => change(one)}>{text.change}</Button>
        </li>
      ))}
    </ol>
  );
}

function Sources({ version }: { version: Version }) {
  const sources = (version.rules.sources ?? []) as { title: string; url?: string | null; date?: string | null }[];
  if (sources.length === 0) return null;
  return (
    <ul class="hint">
      {sources.map((one) => (
        <li key={one.title}>{[one.title, one.date].filter(Boolean).join(", ")}</li>
      ))}
    </ul>
  );
}

function origin(one: Version): string {
  if (one.recorded_at === null || one.author === null) return text.builtIn;
  const who = staff.value.find((person) => person.id === one.author)?.name ?? text.somebody;
  return text.recorded(dayAndTime(one.recorded_at), who);
}
