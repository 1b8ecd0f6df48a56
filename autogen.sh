#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Makes ./configure in a fresh checkout. A release has it already.
set -eu
cd "$(dirname "$0")"

missing=
for tool in autoconf automake aclocal autoreconf m4 pkg-config; do
	command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
if [ -n "$missing" ]; then
	echo "autogen.sh: not found:$missing" >&2
	echo "autogen.sh: on Debian: apt-get install autoconf automake m4 pkgconf" >&2
	exit 1
fi

exec autoreconf --force --install "$@"
