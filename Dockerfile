# One image for web, worker, beat and the one-shot preparation; docker-compose.yml says which is which.
FROM python:3.12-slim-bookworm AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --require-hashes --no-deps -r requirements.lock \
    && /venv/bin/pip check

FROM python:3.12-slim-bookworm
COPY packages.debian /tmp/packages.debian
# manage.py backup and restore use the PostgreSQL 18 programs that come with the Python packages.
RUN apt-get update \
    && awk '$1 == "run" && $2 != "python3-venv" {print $2}' /tmp/packages.debian \
       | xargs apt-get install --yes --no-install-recommends \
    && rm -rf /var/lib/apt/lists/* /tmp/packages.debian
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin ajar \
    && install -d -o ajar -g ajar -m 0700 /data
COPY --from=build /venv /venv
WORKDIR /app
COPY --chown=root:root . .
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    AJAR_MODE=production \
    AJAR_DATA=/data \
    DJANGO_SETTINGS_MODULE=portal.settings
USER ajar
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "4", "--timeout", "60", "--graceful-timeout", "20", \
     "--preload", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
