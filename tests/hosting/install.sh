#!/usr/bin/env bash
# The three web servers whose configuration is shipped; none is started as a service.
set -euo pipefail
missing=()
command -v nginx >/dev/null || missing+=(nginx-light)
command -v apache2 >/dev/null || missing+=(apache2)
command -v caddy >/dev/null || missing+=(caddy)
if [ ${#missing[@]} -gt 0 ]; then
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d.smtp-codes
  chmod +x /usr/sbin/policy-rc.d.smtp-codes
  had=no; [ -e /usr/sbin/policy-rc.d ] && had=yes
  [ "$had" = yes ] || cp /usr/sbin/policy-rc.d.smtp-codes /usr/sbin/policy-rc.d
  apt-get update -q
  apt-get install -q -y --no-install-recommends "${missing[@]}"
  [ "$had" = yes ] || rm -f /usr/sbin/policy-rc.d
  rm -f /usr/sbin/policy-rc.d.smtp-codes
fi
