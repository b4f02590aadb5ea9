"""A Flask application behind the load balancer, with the routes that every framework of the suite has."""

import gzip

from flask import Flask, jsonify, redirect, request
from wsgi import handler_of

app = Flask(__name__)
app.json.compact = True


def plain(values):
    return {key: items if len(items) > 1 else items[0] for key, items in values.to_dict(flat=False).items()}


@app.get("/echo")
def echo():
    return {
        "method": request.method,
        "path": request.path,
        "query": plain(request.args),
        "cookie": request.headers.get("cookie"),
        "client": request.headers["x-forwarded-for"],
    }


@app.get("/names/<name>")
def names(name):
    return {"name": name}


@app.post("/json")
def json():
    return {"body": request.get_json()}, 201


@app.post("/form")
def form():
    return {"body": plain(request.form)}


@app.post("/bytes")
def echo_bytes():
    return request.get_data(), 200, {"content-type": "application/octet-stream"}


@app.get("/cookies")
def cookies():
    response = jsonify({})
    response.headers.add("set-cookie", "first=1; Path=/")
    response.headers.add("set-cookie", "second=2; Path=/; HttpOnly")
    return response


@app.get("/redirect")
def to_echo():
    return redirect("/echo?from=here")


@app.get("/image")
def image():
    return bytes(range(256)), 200, {"content-type": "image/png"}


@app.get("/large")
def large():
    return "x" * 700_000, 200, {"content-type": "text/plain"}


@app.get("/gzip")
def compressed():
    body = gzip.compress(b"compressed " * 1000)
    return body, 200, {"content-type": "text/plain", "content-encoding": "gzip"}


@app.get("/nothing")
def nothing():
    return "", 204


@app.get("/boom")
def boom():
    raise RuntimeError("boom")


handler = handler_of(app)
