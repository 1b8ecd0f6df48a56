#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# test_layering: the rules that hold the source tree together, read from the sources themselves.
#
# The order of the layers is the one of CONTRIBUTING.md: cli → hull.h → engine → phase → model → cgroup → sys → base.
set -uo pipefail
shopt -s lastpipe # so that report counts in this shell

cd "$(dirname "$0")/../.." || exit 1
: "${CC:=cc}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

mapfile -t sources < <(find src libocispec -name '*.[ch]' | LC_ALL=C sort)
mapfile -t headers < <(printf '%s\n' "${sources[@]}" | grep '\.h$')

tests=0 failures=0

# report WHAT: what comes on standard input is what breaks the rule
report()
{
	local what=$1 found

	found=$(cat)
	tests=$((tests + 1))
	if [ -z "$found" ]; then
		echo "ok $tests - $what"
	else
		echo "not ok $tests - $what"
		printf '# %s\n' "${found//$'\n'/$'\n# '}"
		failures=$((failures + 1))
	fi
}

# "FILE:LINE INCLUDED" for each #include "…", with INCLUDED as a path of the tree
includes()
{
	awk '
		FNR == 1 { dir = FILENAME; sub(/[^\/]*$/, "", dir) }
		/^[ \t]*#[ \t]*include[ \t]*"/ {
			split($0, part, "\"")
			print FILENAME ":" FNR, dir, part[2]
		}' "${sources[@]}" |
		while read -r where dir name; do
			for path in "$dir$name" "src/$name" "libocispec/$name" "$name"; do
				[ -e "$path" ] && break
			done
			echo "$where $path"
		done
}
includes >"$scratch/includes"

# What a file of one layer may include, besides its own layer. Two exceptions: a run keeps what its caller asked for in the
# words of hull.h, and the phases know the init program that they are linked into (init.h) or start (blob.h).
one_way()
{
	awk '
		function layer(path) {
			if (path == "src/hull.h") return "hull.h"
			if (path !~ /^src\//) { sub(/\/.*/, "", path); return path }
			sub(/^src\//, "", path)
			sub(/\/.*/, "", path)
			return path
		}
		BEGIN {
			may["cli"] = "hull.h base"
			may["engine"] = "hull.h phase model cgroup sys base libocispec"
			may["init"] = "engine phase model sys base libocispec"
			may["phase"] = "model cgroup sys base libocispec"
			may["model"] = "hull.h cgroup sys base libocispec"
			may["cgroup"] = "sys base libocispec"
			may["sys"] = "base libocispec"
		}
		{
			file = $1; sub(/:.*/, "", file)
			from = layer(file); to = layer($2)
			if (from == "phase" && to == "init") next
			if (from != to && index(" " may[from] " ", " " to " ") == 0)
				print $1 ": " from " includes " $2
		}' "$scratch/includes"
}

# What phases are made of is shared below one directory only: by what phases.h declares, and by helpers with a header.
phases_apart()
{
	awk '
		{
			file = $1; sub(/:.*/, "", file)
			dir = file; sub(/[^\/]*$/, "", dir)
			if (file ~ /^src\/phase\// && $2 ~ /^src\/phase\// && index($2, dir) != 1)
				print $1 ": includes " $2
		}' "$scratch/includes"
}

# The first thing that a source includes is its own header: so that one can't lean on what happened to come before.
own_header_first()
{
	local source header first

	for source in "${sources[@]}"; do
		header=${source%.c}.h
		header=${header/_none.h/.h}
		[[ $source == *.c && -e $header ]] || continue
		first=$(grep -m 1 '^[[:space:]]*#[[:space:]]*include' "$source" | cut -d '"' -f 2)
		case "/$header" in
		*"/$first") ;;
		*) echo "$source: begins with $first" ;;
		esac
	done
}

compiles_alone()
{
	local header

	for header in "${headers[@]}"; do
		case $header in
		# one of them is for this machine, and sys/call.h includes it
		src/sys/arch/*) continue ;;
		esac
		printf '#define _GNU_SOURCE\n#include "%s"\n' "$header" >"$scratch/alone.c"
		# shellcheck disable=SC2086 # CC may have options
		$CC -std=gnu11 -Wall -Wextra -Werror -Wno-unused-function -fsyntax-only -iquote src -iquote libocispec -iquote . "$scratch/alone.c" 2>&1 | head -n 5
	done
}

once_each()
{
	grep -L '^#pragma once$' "${headers[@]}"
}

licensed()
{
	local source

	for source in "${sources[@]}" src/init/*.S; do
		[ -e "$source" ] || continue
		head -n 1 "$source" | grep -qF '/* SPDX-License-Identifier: LGPL-2.1-or-later */' || echo "$source"
	done
}

short_files()
{
	wc -l "${sources[@]}" | awk '$1 > 800 && $2 != "total" { print $2 ": " $1 " lines" }'
}

# In this style a function begins at "{" and ends at "}" in the first column; what stands above is its head.
short_functions()
{
	awk '
		FNR == 1 { head = 0; start = 0 }
		/^[A-Za-z_].*\(/ { head = FNR; name = $0 }
		/^\{/ { start = head ? head : FNR }
		/^\}/ {
			if (start && FNR - start + 1 > 100)
				print FILENAME ":" start ": " FNR - start + 1 " lines: " name
			start = 0; head = 0
		}' "${sources[@]}"
}

# Code without comments and strings, each line as FILE:LINE:CODE
code()
{
	awk '
		FNR == 1 { inside = 0 }
		{
			line = $0
			gsub(/\\./, "", line)
			gsub(/"[^"]*"/, "\"\"", line)
			out = ""
			while (length(line)) {
				if (inside) {
					end = index(line, "*/")
					if (!end) { line = ""; break }
					line = substr(line, end + 2)
					inside = 0
				} else {
					begin = index(line, "/*")
					slashes = index(line, "//")
					if (slashes && (!begin || slashes < begin)) { out = out substr(line, 1, slashes - 1); break }
					if (!begin) { out = out line; break }
					out = out substr(line, 1, begin - 1)
					line = substr(line, begin + 2)
					inside = 1
				}
			}
			print FILENAME ":" FNR ":" out
		}' "${sources[@]}"
}
code >"$scratch/code"

# They write without a limit, hide errors, run a shell, load modules of the host, or look at a path twice.
forbidden_functions()
{
	grep -E '[^A-Za-z0-9_.>](strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atof|system|popen|getpw[a-z_]*|getgr(nam|gid|ent)[a-z_]*|realpath|canonicalize_file_name|mktemp|tmpnam|tempnam|alloca)[[:space:]]*\(' \
		"$scratch/code"
}

# Optional parts are files of their own (X.c, X_none.c); inside a function there is nothing to switch.
no_switches_in_functions()
{
	awk -F : '
		$1 != file { file = $1; inside = 0 }
		{ text = $0; sub(/^[^:]*:[^:]*:/, "", text) }
		text ~ /^\{/ { inside = 1 }
		text ~ /^\}/ { inside = 0 }
		inside && text ~ /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif)/ { print $1 ":" $2 ": " text }' "$scratch/code"
}

clean_line_ends()
{
	grep -nE '[[:space:]]+$' "${sources[@]}"
}

# Nothing in the tree that the build does not know, nothing in the build that is not there.
listed()
{
	grep -oE '(src|libocispec)/[A-Za-z0-9_/]+\.[chS]\>' Makefile.am | LC_ALL=C sort -u >"$scratch/listed"
	find src libocispec -name '*.[chS]' | LC_ALL=C sort >"$scratch/there"
	LC_ALL=C comm -23 "$scratch/there" "$scratch/listed" | sed 's/$/: not in Makefile.am/'
	LC_ALL=C comm -13 "$scratch/there" "$scratch/listed" | sed 's/$/: in Makefile.am, but not there/'
}

echo 1..12
one_way | report "includes point one way only"
phases_apart | report "the phases of one program know nothing of the other's"
own_header_first | report "a source begins with its own header"
compiles_alone | report "each header compiles alone"
once_each | report "each header has #pragma once"
licensed | report "each source begins with its licence"
short_files | report "no file is longer than 800 lines"
short_functions | report "no function is longer than 100 lines"
forbidden_functions | report "no forbidden functions"
no_switches_in_functions | report "no #if inside a function"
clean_line_ends | report "no blanks at the ends of lines"
listed | report "Makefile.am lists what there is"
[ $failures -eq 0 ]
