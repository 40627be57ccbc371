/** Words of advice between clinicians. */
export const consultationText = {
  begin: "Note advice to or from a colleague",
  lead: "For advice between clinicians about this patient, without the patient. It becomes a record of its own with its own proposal.",
  side: "You",
  sides: { consultant: "gave the advice", requesting: "asked for it" },
  colleague: "The colleague, with specialty or practice",
  question: "What was asked",
  answer: "What was answered",
  givenOn: "On",
  total: "Your minutes in all",
  totalHint: "Whole minutes, as you tell them: this server did not measure them.",
  spoken: "Of these, spoken with the colleague",
  spokenReport: "You gave a spoken report",
  writtenReport: "A written report exists",
  consent: "The patient agreed to it, and that is noted",
  seen: "You saw this patient face to face in the 14 days before",
  takesOver: "You take over the care, or see the patient within 14 days after",
  send: "Note it and see the proposal",
  sending: "Noting…",
  cancel: "Cancel",
  heading: "Advice between clinicians",
  asTold: (total: number, spoken: number | null) =>
    spoken === null
      ? `${total} min as told by the clinician, not measured.`
      : `${total} min as told by the clinician, ${spoken} of them spoken; not measured.`,
  reports: (spoken: boolean, written: boolean) =>
    `Spoken report: ${spoken ? "given" : "none"}. Written report: ${written ? "there" : "none"}.`,
  consented: (yes: boolean) => (yes ? "The patient agreed to it." : "That the patient agreed is not noted."),
  about: "The visit that it began from",
  errors: {
    colleague: "Say who the colleague is.",
    question: "Say in a few words what was asked.",
    total_minutes: "Enter whole minutes, from 0 to 600.",
    spoken_minutes: "Enter whole minutes, no more than those in all.",
  } as Record<string, string>,
};
