"""Photos that were answered in writing: which service that is, where nobody has said so. Pure.

Image review where the payer has a code for it and its conditions hold, since that is what was done; else the digital service, by
minutes; else the one that the payer takes at all, with what is against it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from server.coding.note import Note, ServiceIntent
from server.coding.profiles import Profile
from server.coding.propose import consider
from server.evidence.facts import Facts, WorkInterval

WRITTEN: Final[tuple[ServiceIntent, ...]] = ("store_and_forward", "digital_em")


def digital_facts(facts: Facts) -> Facts:
    """The facts of a digital service: looking at what the patient sent is the review that opens it."""
    return replace(
        facts,
        events=tuple(
            replace(event, activity="digital_review")
            if isinstance(event, WorkInterval) and event.activity == "image_review"
            else event
            for event in facts.events
        ),
    )


def choose(
    facts: Facts, together: Facts, note: Note, profile: Profile | None, said: ServiceIntent | None
) -> tuple[Facts, Note]:
    """The facts and the note that are to be answered. `together` are the facts with those of the patient's other written answers, which
    one digital service sums; `said` is the service that a person named."""
    asked = {
        "store_and_forward": (facts, replace(note, service_intent="store_and_forward")),
        "digital_em": (digital_facts(together), replace(note, service_intent="digital_em")),
    }
    if said in asked:
        return asked[said]
    for intent in WRITTEN:
        if consider(*asked[intent], profile, input_hash="").code is not None:
            return asked[intent]
    no_image_code = profile is not None and profile.image_review is None and profile.digital_em
    return asked["digital_em" if no_image_code else "store_and_forward"]
