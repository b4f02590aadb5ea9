"""Runs a Python handler: loads it, then asks the Lambda Runtime API for one invocation after the other."""

import http.client
import importlib
import json
import os
import sys
import threading
import time
import traceback

# Nothing can be written beside the code on Lambda either.
sys.dont_write_bytecode = True
import teal_lambda  # noqa: E402

ROOT = os.environ["LAMBDA_TASK_ROOT"]
API = os.environ["AWS_LAMBDA_RUNTIME_API"]
PREFIX = "/2018-06-01/runtime/"
CONNECTION = http.client.HTTPConnection(API)


def watch():
    """Ends this process when the sandbox ends: fd 3 closes when the sandbox dies, even while a handler never returns."""
    try:
        while os.read(3, 1):
            pass
    finally:
        os._exit(1)


def watch_memory():
    """Ends this process for its memory, also while a handler is busy."""
    while True:
        teal_lambda.check_memory()
        time.sleep(0.1)


class Context:
    """Lambda's information about an invocation."""

    def __init__(self, headers):
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers["lambda-runtime-invoked-function-arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = None
        self.client_context = None
        self._deadline = int(headers["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))


def call(method, path, body=None):
    """One call of the Runtime API. Without the sandbox, the process ends."""
    try:
        CONNECTION.request(method, PREFIX + path, body)
        answer = CONNECTION.getresponse()
        return answer.headers, answer.read()
    except (OSError, http.client.HTTPException):
        os._exit(1)


def describe(error, error_type=None):
    return json.dumps(
        {
            "errorType": error_type or type(error).__name__,
            "errorMessage": teal_lambda.explain(error, ROOT),
            "stackTrace": traceback.format_exception(type(error), error, error.__traceback__),
        }
    )


def load():
    name = os.environ["_HANDLER"]
    teal_lambda.enter(ROOT, sys.argv.pop(1))
    module, _, function = name.rpartition(".")
    handler = getattr(importlib.import_module(module.replace("/", ".")), function)
    if not callable(handler):
        raise TypeError(f"{name} is not a function")
    return handler


def main():
    # Output is a pipe, and a line belongs to the invocation that printed it.
    sys.stdout.reconfigure(line_buffering=True)
    for thread in (watch, watch_memory):
        threading.Thread(target=thread, daemon=True).start()
    try:
        handler = load()
    except BaseException as error:
        traceback.print_exc()
        call("POST", "init/error", describe(error, "Runtime.ImportModuleError"))
        os._exit(1)
    while True:
        headers, body = call("GET", "invocation/next")
        context = Context(headers)
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("lambda-runtime-trace-id", "")
        path = f"invocation/{context.aws_request_id}/"
        try:
            result = json.dumps(handler(json.loads(body), context))
        except Exception as error:
            traceback.print_exc()
            teal_lambda.check_memory()
            call("POST", path + "error", describe(error))
        else:
            teal_lambda.check_memory()
            call("POST", path + "response", result.encode())


main()
