"""Reads: `f(session, …)` returns frozen page objects, all that a template needs. No writes."""
