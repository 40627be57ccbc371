"""What a stored password is: other tests hash with almost no work, the product does not."""

import pytest
from argon2 import PasswordHasher, Type

from server.practice.passwords import Passwords


async def test_passwords_are_kept_as_the_standard_recommends() -> None:
    passwords = Passwords()
    kept = await passwords.hash("correct horse")
    # RFC 9106 section 4, second recommendation: 64 MiB, three passes, four lanes; 16 bytes of salt, 32 of digest.
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert [len(part) for part in kept.split("$")[-2:]] == [22, 43]
    assert await passwords.right(kept, "correct horse")
    assert not await passwords.right(kept, "correct horse ")
    assert not await passwords.right(None, "correct horse")
    passwords.close()


def test_only_argon2id_is_used() -> None:
    with pytest.raises(ValueError, match="argon2id"):
        Passwords(PasswordHasher(type=Type.D))
