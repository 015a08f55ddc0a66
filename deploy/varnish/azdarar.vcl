# Varnish 7 in front of Azdarar.
#
# Start it with -p http_gzip_support=off (the paper sends its pages compressed already, in brotli too) and
# AZDARAR_CDN_URL=varnish+http://127.0.0.1:6081, AZDARAR_PROXY_COUNT counting it. Needs the module xkey (Debian:
# varnish-modules). Only what the paper marks with Surrogate-Key is kept: pages that are the same for everybody,
# each under the keys of what it shows, for as long as the paper says, and forgotten when the paper says so.
vcl 4.1;

import std;
import xkey;

backend azdarar {
    .host = "127.0.0.1";
    .port = "8000";
    .first_byte_timeout = 60s;
}

# Who may make it forget: the paper.
acl paper {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        # A second address in X-Forwarded-For: somebody asks through a server that stands before this one.
        if (client.ip !~ paper || req.http.X-Forwarded-For ~ "," || !req.http.xkey-purge) {
            return (synth(405, "Method Not Allowed"));
        }
        set req.http.azdarar-forgotten = xkey.purge(req.http.xkey-purge);
        return (synth(200, "Forgotten"));
    }
    unset req.http.azdarar-forgotten;
    unset req.http.xkey-purge;
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # Pages of one person, and variants a reader chose: never asked of the cache. They would not be kept either.
    if (req.url ~ "^/(account|newsroom|healthz)" || req.http.Cookie ~ "azdarar-variant=" || req.http.Authorization) {
        return (pass);
    }
    # A few spellings of what browsers accept, so that a page is kept a few times and not a hundred.
    if (req.http.Accept-Encoding ~ "\bbr\b") {
        set req.http.Accept-Encoding = "br";
    } else if (req.http.Accept-Encoding ~ "gzip") {
        set req.http.Accept-Encoding = "gzip";
    } else {
        unset req.http.Accept-Encoding;
    }
    # Cookies go on to the paper with what is not here, and change nothing of what is: a page with keys does not
    # depend on them.
    return (hash);
}

sub vcl_backend_response {
    # Nothing is shown past its time: an embargo, a licence and a withdrawal are kept to the second.
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    if (!beresp.http.Surrogate-Key || beresp.http.Set-Cookie || beresp.http.Vary == "*"
        || beresp.http.Surrogate-Control !~ "max-age=[0-9]+" || beresp.http.Surrogate-Control ~ "no-store"
        || beresp.http.Cache-Control ~ "(?i)(private|no-store)") {
        set beresp.uncacheable = true;
        # So long nobody waits for another's answer at this address; one that may be kept is kept all the same.
        set beresp.ttl = 120s;
        return (deliver);
    }
    set beresp.ttl = std.duration(
        regsub(beresp.http.Surrogate-Control, "^.*max-age=([0-9]+).*$", "\1s"), 0s);
    set beresp.http.xkey = beresp.http.Surrogate-Key;
    return (deliver);
}

sub vcl_deliver {
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
    unset resp.http.Surrogate-Control;
    unset resp.http.CDN-Cache-Control;
    unset resp.http.Cache-Tag;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
}

sub vcl_synth {
    if (req.http.azdarar-forgotten) {
        set resp.http.azdarar-forgotten = req.http.azdarar-forgotten;
        set resp.body = "";
        return (deliver);
    }
}
