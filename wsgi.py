"""The application for `flask --app wsgi run` and `gunicorn wsgi:app`, and for `flask db`."""

from debate.db import init_migrations
from debate.factory import create_app

app = create_app()
init_migrations(app)
