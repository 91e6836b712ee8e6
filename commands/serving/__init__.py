"""The processes under the site: gunicorn's master and workers, and how they hold connections."""
