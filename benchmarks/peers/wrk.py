"""Debian's wrk: as many requests as a server takes, over a list of addresses, from the other core."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.machine import CLIENT_CORE, on_core, program

# Each thread asks for the addresses in turn; what is not 200 or 304 is counted by wrk as an error.
_SCRIPT = """
local paths, validators = {}, {}
for line in io.lines("ADDRESSES") do
  local path, validator = line:match("^([^\\t]+)\\t?(.*)$")
  paths[#paths + 1] = path
  validators[#validators + 1] = validator
end
local requests = {}
local n = 0
init = function(args)
  for i, path in ipairs(paths) do
    local headers = {HEADERS}
    if validators[i] ~= "" then headers["If-None-Match"] = validators[i] end
    requests[i] = wrk.format("GET", path, headers)
  end
  math.randomseed(7)
  n = math.random(#requests)
end
request = function()
  n = n % #requests + 1
  return requests[n]
end
done = function(summary, latency, requests)
  io.write(string.format("TOLD %d %d %d %d %d %d %d %.1f %.1f %.1f\\n",
    summary.requests, summary.duration, summary.bytes, summary.errors.connect + summary.errors.read,
    summary.errors.write, summary.errors.status, summary.errors.timeout,
    latency:percentile(50), latency:percentile(99), latency.max))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What a server took: requests a second, milliseconds, bytes of one answer, and what failed."""

    per_second: float
    median_ms: float
    p99_ms: float
    bytes_each: float
    failed: int


def load(
    url: str,
    addresses: Sequence[str],
    *,
    connections: int,
    seconds: float,
    headers: Mapping[str, str],
    folder: Path,
    validators: Sequence[str] = (),
) -> Load:
    """Ask a server for addresses as fast as it answers, for so many seconds.

    Args:
        validators: an ``If-None-Match`` for each address.
    """
    listed, script = folder / "addresses", folder / "load.lua"
    lines = zip(addresses, validators or [""] * len(addresses), strict=True)
    listed.write_text("".join(f"{path}\t{etag}\n" for path, etag in lines), encoding="utf-8")
    written = ", ".join(f'["{name}"] = "{value}"' for name, value in headers.items())
    script.write_text(_SCRIPT.replace("ADDRESSES", str(listed)).replace("HEADERS", written), encoding="utf-8")
    command = [
        program("wrk", package="wrk"),
        "-t1",
        f"-c{connections}",
        f"-d{seconds:g}s",
        "--timeout",
        "10s",
    ]
    ran = subprocess.run(  # noqa: S603
        on_core(CLIENT_CORE, [*command, "-s", str(script), url]), capture_output=True, text=True, check=True
    )
    told = re.search(r"^TOLD (.*)$", ran.stdout, re.MULTILINE)
    if told is None:
        raise SystemExit(f"wrk told nothing: {ran.stdout}{ran.stderr}")
    requests, duration, total, *failed, median, p99, _longest = map(float, told[1].split())
    return Load(
        per_second=requests / (duration / 1e6),
        median_ms=median / 1000,
        p99_ms=p99 / 1000,
        bytes_each=total / max(1.0, requests),
        failed=int(sum(failed)),
    )
