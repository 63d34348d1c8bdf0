"""The JSON twin of a stream: the same frames for servers that hold no streams, and for pollers."""

import time

from flask import Blueprint, Response, current_app, jsonify, request

from debate.domain.refusals import Refused
from debate.live import streams, tickets
from debate.live.frames import BadPositions, parse_positions
from debate.web.access import access as may

pages = Blueprint("streams", __name__)


@pages.get("/stream")
@may("public")
def stream() -> Response:
    """What changed since the positions in the address, for the views that the ticket names."""
    secret = current_app.config["SECRET_KEY"]
    wires = current_app.extensions["live"]
    try:
        claim = tickets.read(secret, request.args.get("ticket", ""), int(time.time()))
        positions = parse_positions(request.args.get("at", ""))
    except (tickets.BadTicket, BadPositions) as error:
        raise Refused("Reload the page to go on.", status=403) from error
    if not wires.alive({(claim.seat_id, claim.generation)}):
        raise Refused("This seat was released. Open your new link.", status=410)
    return jsonify(streams.answer_json(wires.reader, claim, positions))
