"""The application for `flask --app wsgi run` and `gunicorn wsgi:app`."""

from debate.factory import create_app

app = create_app()
