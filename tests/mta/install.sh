#!/usr/bin/env bash
# Debian's Postfix and Exim for tests/test_link_postfix.py and tests/test_link_exim.py. Run it as root; running it
# again does nothing. The two packages exclude each other: Postfix is installed (unconfigured and not started), Exim is
# only unpacked beside it.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
exim=${SMTP_CODES_EXIM:-/var/tmp/smtp-codes-exim}

updated=
update() { [ -n "$updated" ] || apt-get update -q; updated=yes; }

if [ ! -x /usr/sbin/postconf ] || [ ! -f /usr/lib/postfix/postfix-pcre.so ]; then
  update
  echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
  # --no-remove: never replace the mail server of the machine that this runs on
  apt-get install -q -y --no-install-recommends --no-remove postfix postfix-pcre
fi

if [ ! -x "$exim/usr/sbin/exim4" ]; then
  update
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  (cd "$work" && apt-get download -q exim4-daemon-light exim4-base)
  mkdir -p "$exim"
  for package in "$work"/*.deb; do dpkg -x "$package" "$exim"; done
  # the libraries that it needs, without the package itself
  apt-cache depends exim4-daemon-light | sed -n 's/^  Depends: \(lib[a-z0-9.+-]*\)$/\1/p' |
    xargs apt-get install -q -y --no-install-recommends --no-remove
fi
# the account that Debian's Exim looks up when it starts
getent passwd Debian-exim >/dev/null ||
  useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin Debian-exim
