"""Posts, asks and replays with nothing but Python's own library."""
import json
import sys
import urllib.error
import urllib.request

base = sys.argv[1]


def call(path, body=None, **headers):
    data = None if body is None else body.encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(base + path, data, names)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.status, answer.read().decode()


entry = {"level": "WARNING", "service_name": "snake", "message": "hiss", "metadata": {"n": 1}}
status, _ = call("/api/v1/logs", json.dumps(entry), Content_Type="application/json")
print(status)

batch = json.dumps({"logs": [entry, entry]})
headers = {"Content_Type": "application/json", "Idempotency_Key": "once"}
_, first = call("/api/v1/logs/batch", batch, **headers)
_, again = call("/api/v1/logs/batch", batch, **headers)
assert first == again, again
print(json.loads(first)["accepted"], "accepted")

_, found = call("/api/v1/logs?refresh=true&service=snake&metadata.n=1&level=WARN")
print(json.loads(found)["count"], "found")

try:
    call("/api/v1/logs/batch", json.dumps({"logs": [entry]}), **headers)
except urllib.error.HTTPError as conflict:
    print(conflict.code)

_, lines = call("/api/v1/logs/replay")
print(sum("message" in json.loads(line) for line in lines.splitlines()), "replayed")
