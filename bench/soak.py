"""Every long run there is: `make soak`."""

from bench import coding_mutation, media_soak

if __name__ == "__main__":
    coding_mutation.main()
    media_soak.main(cycles=200, count=10_000)
