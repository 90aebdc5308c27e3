"""The editor's addresses. Every request proves that it comes from a page of this very preview; what is done, the desk does."""

import hmac
import json
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import Any

from tornado.ioloop import IOLoop
from tornado.web import HTTPError, RequestHandler

from digest.serve import wanted
from digest.serve.desk import Answer, Desk, Refusal
from digest.serve.handlers import TYPES, Plain
from digest.serve.wanted import Malformed
from digest.text.edit import Uneditable

ADDRESS = "/_digest/edit/"
TOKEN_HEADER = "X-Digest-Token"
MAX_BODY = 1024 * 1024

Act = Callable[[Mapping[str, Any]], Answer]


class EditHandler(Plain, RequestHandler):
    """One thing that the desk can do, asked for with a table of JSON. Reading and writing are guarded alike.

    A page of another site can send none of these: it does not know the token, its origin is another, and neither the
    header nor the content type passes without a question beforehand (Fetch, 3.2.2), which is not answered.
    """

    def initialize(self, desk: Desk, token: str, executor: Executor) -> None:
        self.desk, self.token, self.executor = desk, token, executor

    def prepare(self) -> None:
        if not hmac.compare_digest(self.request.headers.get(TOKEN_HEADER, "").encode(), self.token.encode()):
            raise HTTPError(403, reason="This page is of a preview that was stopped: load it again")
        own = f"{self.request.protocol}://{self.request.host}"
        if self.request.headers.get("Origin", "").lower() != own.lower():
            raise HTTPError(403, reason="The request comes from another site")
        if self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            raise HTTPError(415)

    async def post(self, name: str) -> None:
        acts: dict[str, Act] = {
            "facts": self.desk.facts,
            "text": self.desk.text,
            "selection": self.desk.selection,
            "date": self.desk.date,
            "prose": self.desk.prose,
            "annotation": self.desk.annotation,
            "create": self.desk.create,
            "change": self.desk.change,
            "remove": self.desk.remove,
            "undo": self.desk.undo,
            "mend": self.desk.mend,
        }
        if name not in acts:
            raise HTTPError(404)
        # One after the other, in a thread of their own: readers do not wait for writers.
        status, table = await IOLoop.current().run_in_executor(self.executor, answer, acts[name], self.request.body)
        self.set_status(status)
        self._finish_json(table)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        self._finish_json({"message": self._reason})

    def _finish_json(self, table: Mapping[str, Any]) -> None:
        self.set_header("Content-Type", TYPES[".json"])
        self.finish(json.dumps(table, ensure_ascii=False))


def answer(act: Act, body: bytes) -> Answer:
    """What comes of a request, a refusal included."""
    try:
        return act(wanted.parsed(body))
    except Refusal as refusal:
        return refusal.answer
    except Malformed as problem:
        return 400, {"message": str(problem)}
    except (Uneditable, ValueError) as problem:
        return 409, {"message": str(problem)}
    except OSError as problem:
        return 500, {"message": problem.strerror or str(problem)}
