import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Heading } from "../../ui/heading.tsx";
import { may } from "../may.ts";
import { readStaff, staff } from "../names.ts";
import { CardTable } from "../parts/card_table.tsx";
import { NotForYou } from "../parts/state_page.tsx";
import { sentence } from "../refusal.ts";
import { path } from "../route.ts";
import { me } from "../session.ts";
import { accountText } from "../text/account.ts";
import { common } from "../text/common.ts";
import { formsText as text } from "../text/forms.ts";
import { AddStaff } from "./add_staff.tsx";
import { ConsentTexts } from "./consent_texts.tsx";

/** Who works here; the administrator adds people. */
export function PeoplePage() {
  const loaded = useSignal(false);
  const failed = useSignal("");
  const role = me.value?.role;
  const read = async () => {
    try {
      await readStaff();
      failed.value = "";
    } catch (error) {
      failed.value = sentence(error);
    }
    loaded.value = true;
  };
  // Once, when the page opens.
  useEffect(() => void read(), []);
  if (!role || !may.seePeople(role)) return <NotForYou title={text.people} />;
  return (
    <div class="people">
      <div class="page-head">
        <Heading title={`${text.people} · ${common.product}`}>{text.people}</Heading>
        <p class="aside">{text.peopleLead}</p>
      </div>
      {failed.value && (
        <div class="notice danger">
          <p>{failed.value}</p>
          <Button onClick={read}>{common.tryAgain}</Button>
        </div>
      )}
      {!loaded.value ? (
        <p class="loading" role="status">
          {common.loading}
        </p>
      ) : (
        // Where it could not be read, that nobody works here is not known.
        (staff.value.length > 0 || !failed.value) && <PeopleTable />
      )}
      {may.addStaff(role) && <AddStaff onAdded={read} />}
      {may.addStaff(role) && <ConsentTexts />}
    </div>
  );
}

function PeopleTable() {
  const columns = text.columns;
  const manages = me.value !== null && me.value !== undefined && may.manageStaff(me.value.role);
  if (staff.value.length === 0) return <p class="aside">{text.peopleEmpty}</p>;
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: the rows of a CardTable carry their roles.
    <CardTable columns={[columns.name, columns.role, columns.credential, columns.active]} label={text.people}>
      {staff.value.map((one) => (
        <tr role="row" key={one.id}>
          <th role="rowheader" scope="row">
            {manages ? (
              <a href={path.person(one.id)} aria-label={accountText.manageWho(one.name)}>
                {one.name}
              </a>
            ) : (
              one.name
            )}
          </th>
          <td role="cell">{common.roles[one.role]}</td>
          <td role="cell">{one.credential ?? <span class="aside">{text.none}</span>}</td>
          <td role="cell">{one.active ? text.active : text.inactive}</td>
        </tr>
      ))}
    </CardTable>
    // biome-ignore-end lint/a11y/noRedundantRoles: the rows of a CardTable carry their roles.
  );
}
