"""The practice's own consent texts, for its administrator."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from server.api.bodies import Answer, Asked
from server.api.operations import Call, operation
from server.practice.consent_texts import LONGEST, ConsentText
from server.visits.records import ConsentKind

Words = Annotated[str, Field(min_length=1, max_length=LONGEST)]


class TextShown(Answer):
    """A text as patients read it now. `template`: the program's own words, which your lawyer should replace."""

    consent: ConsentKind
    version: str
    en: str
    es: str
    digest: str
    template: bool

    @classmethod
    def of(cls, text: ConsentText) -> TextShown:
        return cls.model_validate(text, from_attributes=True)


class TextsShown(Answer):
    """The text of each kind."""

    texts: tuple[TextShown, ...]


class TextAsked(Asked):
    """The practice's own words, in the languages of the patient's pages."""

    consent: ConsentKind
    en: Words
    es: Words


@operation("GET", "/api/consent-texts", tag="practice", who="staff", command="manage_consents")
async def show_consent_texts(call: Call) -> TextsShown:
    """The consent texts that patients read now."""
    return TextsShown(texts=tuple(TextShown.of(text) for text in await call.context.consent_texts.all(call.me.actor)))


@operation("POST", "/api/consent-texts", tag="practice", who="staff", command="manage_consents", status=201)
async def replace_consent_text(call: Call, body: TextAsked) -> TextShown:
    """Put a new version in the place of a text. Earlier versions stay with whoever agreed to them."""
    return TextShown.of(await call.context.consent_texts.replace(call.me.actor, body.consent, body.en, body.es))
