"""Every long run there is: `make soak`."""

from bench import coding_mutation, fuzz, kill_soak, media_sanitized, media_soak

if __name__ == "__main__":
    coding_mutation.main()
    media_sanitized.main(media_sanitized.TESTS)
    fuzz.main()
    media_soak.main(cycles=200, count=10_000)
    kill_soak.main(kills=300)
