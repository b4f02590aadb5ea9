"""Runs a WSGI application for events of an Application Load Balancer, as adapters such as apig-wsgi do.

It decodes what the load balancer leaves encoded, and answers with the kind of header map that the event has.
"""

import base64
import io
import sys
from urllib.parse import unquote_to_bytes


def environ_of(event):
    multi = "multiValueHeaders" in event
    headers = event["multiValueHeaders"] if multi else {name: [value] for name, value in event["headers"].items()}
    query = event.get("multiValueQueryStringParameters") if multi else event.get("queryStringParameters")
    pairs = [
        f"{key}={value}" for key, values in (query or {}).items() for value in (values if multi else [values])
    ]
    body = base64.b64decode(event["body"]) if event["isBase64Encoded"] else event["body"].encode()
    environ = {
        "REQUEST_METHOD": event["httpMethod"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(event["path"]).decode("latin-1"),
        "QUERY_STRING": "&".join(pairs),
        "SERVER_NAME": headers["host"][-1].split(":")[0],
        "SERVER_PORT": headers["x-forwarded-port"][-1],
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": headers["x-forwarded-proto"][-1],
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, values in headers.items():
        key = name.upper().replace("-", "_")
        if key == "CONTENT_TYPE":
            environ[key] = values[-1]
        elif key != "CONTENT_LENGTH":
            environ[f"HTTP_{key}"] = ("; " if key == "COOKIE" else ",").join(values)
    return environ


def handler_of(app):
    def handler(event, _context):
        started = {}

        def start_response(status, headers, _error=None):
            started.update(status=status, headers=headers)

        body = b"".join(app(environ_of(event), start_response))
        lists = {}
        for name, value in started["headers"]:
            lists.setdefault(name.lower(), []).append(value)
        maps = (
            {"multiValueHeaders": lists}
            if "multiValueHeaders" in event
            else {"headers": {name: values[-1] for name, values in lists.items()}}
        )
        return {
            "statusCode": int(started["status"].split(" ")[0]),
            "statusDescription": started["status"],
            **maps,
            "body": base64.b64encode(body).decode(),
            "isBase64Encoded": True,
        }

    return handler
