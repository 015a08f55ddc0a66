#!/bin/sh
# Install what the browser, PostgreSQL, MariaDB, Varnish and nginx tests need, where this user may; say what is missing where not.

has_chromium() { command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; }
has_postgresql() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1; }
has_mariadb() { command -v mariadbd >/dev/null 2>&1 || [ -x /usr/sbin/mariadbd ]; }

has_varnish() { ls /usr/lib/*/varnish/vmods/libvmod_xkey.so >/dev/null 2>&1; }
has_nginx() { [ -e /usr/lib/nginx/modules/ngx_http_brotli_static_module.so ]; }

wanted=""
has_chromium || wanted="$wanted chromium"
has_postgresql || wanted="$wanted postgresql"
has_mariadb || wanted="$wanted mariadb-server-core mariadb-client-core"
has_varnish || wanted="$wanted varnish varnish-modules"
has_nginx || wanted="$wanted nginx libnginx-mod-http-brotli-static"
[ -z "$wanted" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing for the tests:$wanted…"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086 # each word is a package
  { apt-get update -qq && apt-get install -qq -y --no-install-recommends $wanted; } >/dev/null 2>&1 ||
    echo "apt-get could not install:$wanted."
fi

has_chromium || echo "There is no Chromium here: the browser tests will be SKIPPED (apt-get install chromium)."
has_postgresql || echo "There is no PostgreSQL here: its tests will be SKIPPED (apt-get install postgresql)."
has_mariadb || echo "There is no MariaDB here: the test of a live database will be SKIPPED (apt-get install mariadb-server)."
has_varnish || echo "There is no Varnish with xkey here: its tests will be SKIPPED (apt-get install varnish varnish-modules)."
has_nginx || echo "There is no nginx with brotli here: its test will be SKIPPED (apt-get install nginx libnginx-mod-http-brotli-static)."
exit 0
