"""The texts a patient agrees to: the template that comes with the program, until the practice puts its own in its place.

A text is never edited. A change is a new version, and evidence holds the digest of the one that was agreed to.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.access.policy import Actor, require
from server.access.ports import Store, Unit
from server.base.clock import Clock
from server.base.errors import Invalid
from server.base.ids import digest
from server.visits.records import ConsentKind, PracticeConsentText

LONGEST = 8000
"""Characters of one language's text."""


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of a text in the languages of the patient's pages. `digest` covers all of them."""

    consent: ConsentKind
    version: str
    en: str
    es: str
    template: bool
    """Whether this is the program's own words, which the practice's lawyer is to replace."""

    @property
    def digest(self) -> str:
        return digest(f"{self.version}\n{self.en}\n{self.es}")


TEMPLATES: dict[ConsentKind, ConsentText] = {
    "telehealth": ConsentText(
        consent="telehealth",
        version="telehealth-2026-11",
        en=(
            "I agree to a video visit with this practice. I understand that a clinician will see and hear me over the "
            "internet instead of in person, that a video visit has limits and I may be asked to come in, that the "
            "practice's server carries the picture and sound and notes when they flowed but does not record them, and "
            "that I can stop at any time and still get care."
        ),
        es=(
            "Acepto tener una consulta por video con este consultorio. Entiendo que el personal clínico me verá y me "
            "oirá por internet en lugar de en persona, que una consulta por video tiene límites y tal vez me pidan que "
            "vaya al consultorio, que el servidor del consultorio transmite la imagen y el sonido y anota cuándo se "
            "transmitieron pero no los graba, y que puedo terminar en cualquier momento y seguir recibiendo atención."
        ),
        template=True,
    ),
    "audio_only": ConsentText(
        consent="audio_only",
        version="audio-only-2026-11",
        en=(
            "I choose to have this visit with sound only. I understand that the clinician can not see my skin, that "
            "this limits what can be found and treated, and that I can turn my camera on at any time."
        ),
        es=(
            "Elijo tener esta consulta solo con sonido. Entiendo que el personal clínico no puede ver mi piel, que eso "
            "limita lo que se puede encontrar y tratar, y que puedo encender la cámara en cualquier momento."
        ),
        template=True,
    ),
    "photos": ConsentText(
        consent="photos",
        version="photos-2026-11",
        en=(
            "I ask this practice to look at the photos I send and to answer in writing. I understand that a clinician "
            "judges by photos and my words alone, that this has limits and I may be asked to have a visit, that nobody "
            "watches for my photos around the clock, that I call 911 in an emergency, and that this may be billed."
        ),
        es=(
            "Pido a este consultorio que vea las fotos que envío y que me responda por escrito. Entiendo que el personal "
            "clínico juzga solo por las fotos y mis palabras, que eso tiene límites y tal vez me pidan tener una "
            "consulta, que nadie está pendiente de mis fotos las 24 horas, que en una emergencia llamo al 911, y que "
            "este servicio se puede cobrar."
        ),
        template=True,
    ),
}
"""Templates, not legal advice: have your lawyer replace this."""


async def current(unit: Unit, consent: ConsentKind) -> ConsentText:
    """The text that is shown now: the practice's newest, or else the template."""
    own = await unit.consent_texts(consent)
    return _own(own[-1]) if own else TEMPLATES[consent]


class ConsentTexts:
    """The use case of the practice's own words."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def all(self, actor: Actor) -> list[ConsentText]:
        """The texts shown now, one of each kind. Raises `NotFound` for who may not manage them."""
        require(actor, "manage_consents")
        async with self._store.reading() as unit:
            return [await current(unit, consent) for consent in TEMPLATES]

    async def replace(self, actor: Actor, consent: ConsentKind, en: str, es: str) -> ConsentText:
        """Show these words from now on. Who agreed to earlier ones is asked again in visits that are still to come."""
        require(actor, "manage_consents")
        if not en.strip() or not es.strip():
            raise Invalid("en, es: the text is needed in both languages of the patient's pages.")
        async with self._store.unit() as unit:
            number = len(await unit.consent_texts(consent)) + 1
            text = PracticeConsentText(consent, number, en.strip(), es.strip(), actor.person, self._clock.now().utc)
            await unit.add_consent_text(text)
        return _own(text)


def _own(text: PracticeConsentText) -> ConsentText:
    return ConsentText(text.consent, f"{text.consent}-practice-{text.number}", text.en, text.es, template=False)
