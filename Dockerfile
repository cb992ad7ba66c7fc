# A worker image: docker build -t sayso . && docker run --env-file .env.local sayso
# A worker that is told to stop finishes its conversations first: give it time (docker stop --time 600).
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

# The offline voice; without it the worker needs a key for a text-to-speech provider.
RUN apt-get update \
    && apt-get install -y --no-install-recommends espeak-ng \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 sayso

WORKDIR /app

# Dependencies first, against an empty package: a change of the code does not install them again.
COPY pyproject.toml requirements.lock README.md LICENSE ./
RUN mkdir sayso \
    && touch sayso/__init__.py \
    && pip install -c requirements.lock -e ".[offline]"

COPY sayso sayso
COPY mcp_servers mcp_servers
COPY agent agent
COPY mcp.json ./

# The code belongs to root; the worker may write its data and its home, nothing else.
RUN mkdir .data && chown sayso:sayso .data
USER sayso
RUN python -m agent download-files

# LiveKit's own health endpoint.
EXPOSE 8081
HEALTHCHECK --start-period=60s --interval=30s --timeout=5s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8081/', timeout=3)"]

CMD ["python", "-m", "agent", "start"]
