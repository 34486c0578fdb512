#!/usr/bin/env bash
# The wikis that tests/test_wikis.py runs, from Debian's packages. Run it again at will; it starts no service.
set -euo pipefail
want=(dokuwiki mediawiki php-cli php-mbstring php-sqlite3 php-xml)
missing=()
for package in "${want[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then exit 0; fi

# Debian asks this file before it starts a service (deb-systemd-invoke, invoke-rc.d); 101 means "no".
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# No recommended packages: they would bring a database server and a web server that no test needs.
apt-get install -q -y --no-install-recommends "${missing[@]}"
