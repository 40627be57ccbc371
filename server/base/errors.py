"""Every refusal has one class, named after what went wrong for the caller. `api` and `signaling` map them to the wire."""

from __future__ import annotations


class Refusal(Exception):
    """A request that ends here. `code` is stable and for programs, the message is for the person who asked."""

    code = "refused"
    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(Refusal):
    """What was sent cannot be read, or a field of it is wrong. The message names the field."""

    code = "invalid"
    status = 422


class WrongKind(Refusal):
    """The body is of another kind than is read here, or is packed. The message says which is."""

    code = "unsupported_media_type"
    status = 415


class TooSlow(Refusal):
    """The body did not come in time: the line is very bad, or somebody holds connections open."""

    code = "too_slow"
    status = 408


class NotSignedIn(Refusal):
    """No valid session, link or token came with the request."""

    code = "not_signed_in"
    status = 401


class NotFound(Refusal):
    """The thing does not exist, or the caller may not know that it does: the two look alike."""

    code = "not_found"
    status = 404

    def __init__(self, message: str = "There is nothing here for you. Check the link, or sign in again.") -> None:
        super().__init__(message)


class NotNow(Refusal):
    """The caller may do this, but not in the state the visit is in."""

    code = "not_now"
    status = 409


class SeatTaken(Refusal):
    """Another page of the same person holds the seat, and this one did not ask to take it over."""

    code = "seat_taken"
    status = 409


class TooMany(Refusal):
    """A limit was reached; the message says when to try again."""

    code = "too_many"
    status = 429


class BadOffer(Refusal):
    """An SDP offer that cannot be served. The message says which section and why."""

    code = "bad_offer"
    status = 422


class Unavailable(Refusal):
    """Something the request needs is away (the store, the disk); nothing was changed."""

    code = "unavailable"
    status = 503


class StoreAway(Unavailable):
    """The database cannot be reached or written to. Running visits go on without it for a while; nothing else does."""


class DiskFull(StoreAway):
    """There is no room left where the database is: somebody has to make some, waiting alone does not help."""


class Stopping(Unavailable):
    """The server is about to be stopped or started again and takes on nothing new."""
