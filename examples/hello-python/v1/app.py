"""A small web service as a Lambda function behind a load balancer. This is its version v1."""

import html
import json
import os

VERSION = "v1"
NAME = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "hello-python-blue")
COLOR = os.environ.get("TEAL_COLOR") or ("green" if NAME.endswith("-green") else "blue")


def handler(event, context):
    # An event that does not come from the load balancer only keeps the function warm.
    if "elb" not in event.get("requestContext", {}):
        return {"warm": True}
    headers = event.get("headers", {})
    answer = {
        "message": "Hello from Python",
        "version": VERSION,
        "color": COLOR,
        "method": event["httpMethod"],
        "path": event["path"],
        "query": event.get("queryStringParameters", {}),
        "client": headers.get("x-forwarded-for", ""),
    }
    as_page = "text/html" in headers.get("accept", "")
    return {
        "statusCode": 200,
        "headers": {
            "content-type": "text/html; charset=utf-8" if as_page else "application/json",
            "x-teal-version": VERSION,
            "x-teal-color": COLOR,
        },
        "body": page(answer) if as_page else json.dumps(answer) + "\n",
    }


def page(answer):
    details = html.escape(json.dumps(answer, indent=2))
    return f"""<!doctype html><title>{VERSION}</title>
<body style="background:{COLOR};color:white;font:2rem sans-serif;text-align:center">
<h1>{VERSION} on {COLOR}</h1><pre>{details}</pre>"""
