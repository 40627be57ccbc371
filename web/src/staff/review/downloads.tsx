import { useSignal } from "@preact/signals";
import { send } from "../../api/http.ts";
import { Button } from "../../ui/button.tsx";
import { sentence } from "../refusal.ts";
import { me } from "../session.ts";
import { reviewText } from "../text/review.ts";
import type { Desk } from "./desk.ts";

const text = reviewText.downloads;

/** The case for another system. That it was taken out is kept in the evidence, and the page says so. */
export function Downloads({ desk }: { desk: Desk }) {
  const failed = useSignal("");
  const picture = desk.current.value;
  if (me.value?.role !== "dermatologist" || !picture) return null;
  const save = async (path: string, name: string) => {
    failed.value = "";
    try {
      const url = URL.createObjectURL(await (await send("POST", path)).blob());
      const link = document.createElement("a");
      link.href = url;
      link.download = name;
      link.click();
      URL.revokeObjectURL(url);
    } catch (error) {
      failed.value = sentence(error);
    }
  };
  const { visit, id } = picture;
  return (
    <details class="light">
      <summary>{text.title}</summary>
      <p class="aside">{text.kept}</p>
      <div class="tool-row">
        <Button onClick={() => void save(`/api/visits/${visit}/photos/pdf`, `${visit}.pdf`)}>{text.pdf}</Button>
        <Button onClick={() => void save(`/api/visits/${visit}/photos/fhir`, `${visit}.fhir.json`)}>{text.fhir}</Button>
        <Button onClick={() => void save(`/api/visits/${visit}/photos/${id}/dicom`, `${id}.dcm`)}>{text.dicom}</Button>
      </div>
      {failed.value && <p class="notice danger">{failed.value}</p>}
    </details>
  );
}
