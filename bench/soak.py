"""Every long run there is: `make soak`."""

from bench import media_soak

if __name__ == "__main__":
    media_soak.main(cycles=200, count=10_000)
