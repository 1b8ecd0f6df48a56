#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# test_docs: what the documents say of the sources is so. No program is run: texts are compared with texts.
#
# The catalogue of errors is held in both directions: a message without an entry fails, and so does an entry without a
# message. What is missing is printed as it has to be written there.
set -uo pipefail
shopt -s lastpipe # so that report counts in this shell
export LC_ALL=C

cd "$(dirname "$0")/../.." || exit 1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

mapfile -t sources < <(find src libocispec -name '*.c' | sort)
mapfile -t documents < <(find . -maxdepth 1 -name '*.md'; find docs -name '*.md')

tests=0 failures=0

# report WHAT: what comes on standard input is what is wrong
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

# only_in FIRST SECOND TEXT: lines of the first file that the second has not, each behind the text
only_in()
{
	comm -23 <(sort -u "$1") <(sort -u "$2") | sed "s|^|$3: |"
}

# ---- The tour of the phases

# "HOST load", a line a row
phase_rows()
{
	sed -nE 's/^[[:space:]]*\{ (HOST|MIDDLE|INIT),[[:space:]]*"([a-z-]+)".*/\1 \2/p' src/engine/phases.c
}

# The sections below "## The rows": "### load (HOST)"
phase_sections()
{
	sed -n '/^## The rows/,/^## /p' docs/phases.md | sed -nE 's/^### ([a-z-]+) \((HOST|MIDDLE|INIT)\)$/\2 \1/p'
	sed -n '/^## The rows/,/^## /p' docs/phases.md | grep '^### ' | grep -vE '^### [a-z-]+ \((HOST|MIDDLE|INIT)\)$'
}

phases_in_order()
{
	phase_rows >"$scratch/rows"
	phase_sections >"$scratch/sections"
	[ -s "$scratch/rows" ] || echo "no rows found in src/engine/phases.c"
	diff "$scratch/rows" "$scratch/sections" | sed -n 's/^< /row without its section here: /p; s/^> /section without its row here: /p'
}

# The numbered reasons above the table, "(1)" and so on, and the numbers of the list of reasons in the tour
reasons_told()
{
	sed -nE '/^const struct phase/q; s/^ \* *\(([0-9]+)\) .*/\1/p' src/engine/phases.c >"$scratch/reasons"
	sed -n '/^## The reasons/,/^## /p' docs/phases.md | sed -nE 's/^([0-9]+)\. .*/\1/p' >"$scratch/told"
	only_in "$scratch/reasons" "$scratch/told" "reason that the tour does not tell"
	only_in "$scratch/told" "$scratch/reasons" "reason that the table does not give"
}

# ---- The catalogue of errors

# The format strings of all calls that make a message: "message<TAB>TEXT" for those that stand alone, "part<TAB>TEXT" for
# those that a message is put together from. What a conversion stands for is "…".
#
# A table says which argument of which function is the text. Texts that are chosen with ?: count each.
messages()
{
	awk '
		function text_argument(name, file) {
			if (name == "err_hint" || name == "err_within" || name == "json_value_error") return 2
			if (name == "rule_error" || name == "rule_warning" || name == "log_warning" || name == "log_error") return 2
			if (name == "err_call" || name == "err_input" || name == "fmt" || name == "fmt_append") return 3
			if (name == "snprintf") return file ~ /json_decode\.c$/ ? 3 : 0
			if (name == "fail") return 3
			if (name == "report_member" || name == "fs_error") return 4
			return 0
		}
		function is_part(name, file) {
			return name == "fs_error" || (name == "fail" && file !~ /^src\/cli\//)
		}
		function put(kind, text) {
			gsub(/\\"/, "\"", text)
			gsub(/\\\\/, "\\", text)
			gsub(/%%/, "\001", text)
			gsub(/%[0-9]*(\.\*|\.[0-9]+)?[lzh]*[a-zA-Z]/, "\002", text)
			gsub(/\002+/, "…", text)
			gsub(/\001/, "%", text)
			gsub(/^ +| +$/, "", text)
			if (text != "" && text != "…" && text !~ /^: /)
				print kind "\t" text
		}
		# From the opening bracket at `at`: the texts of argument `want`
		function take(text, at, want, kind, macros,    depth, argument, piece, c, word, begin) {
			depth = 0; argument = 1; piece = ""
			for (; at <= length(text); at++) {
				c = substr(text, at, 1)
				if (c == "\"") {
					begin = at + 1
					for (at++; substr(text, at, 1) != "\""; at++)
						if (substr(text, at, 1) == "\\") at++
					if (argument == want) piece = piece substr(text, begin, at - begin)
				} else if (c == "\047") {
					for (at++; substr(text, at, 1) != "\047"; at++)
						if (substr(text, at, 1) == "\\") at++
				} else if (c ~ /[A-Za-z_]/) {
					match(substr(text, at, 80), /^[A-Za-z_0-9]+/)
					word = substr(text, at, RLENGTH)
					at += RLENGTH - 1
					if (argument == want && word in macros) piece = piece macros[word]
					else if (argument == want && word ~ /^PRI/) piece = piece "u"
				} else if (c ~ /[?:]/ || (c == "," && depth == 1)) {
					if (argument == want && piece != "") put(kind, piece)
					piece = ""
					if (c == ",") argument++
				} else if (c == "(") {
					depth++
				} else if (c == ")" && --depth == 0) {
					if (argument == want && piece != "") put(kind, piece)
					return
				}
			}
		}
		function read_file(file, text,    rest, name, want, macros, lines, n, i, value) {
			n = split(text, lines, "\n")
			for (i = 1; i <= n; i++) {
				if (lines[i] !~ /^#[ \t]*define[ \t]+[A-Z_0-9]+[ \t]+/) continue
				value = lines[i]
				sub(/^#[ \t]*define[ \t]+/, "", value)
				name = value; sub(/[ \t].*/, "", name)
				sub(/^[A-Z_0-9]+[ \t]+/, "", value)
				if (value ~ /^\\$/) value = lines[i + 1]
				sub(/^[ \t]+/, "", value)
				if (value !~ /^".*"$/) continue
				macros[name] = substr(value, 2, length(value) - 2)
				if (macros[name] ~ / .* .* /) put("message", macros[name])
			}
			rest = text
			while (match(rest, /[a-z_0-9]+\(/)) {
				name = substr(rest, RSTART, RLENGTH - 1)
				want = text_argument(name, file)
				rest = substr(rest, RSTART + RLENGTH - 1)
				if (name ~ /^fmt/ && rest !~ /^\(error->message/) continue
				if (want) take(rest, 1, want, is_part(name, file) ? "part" : "message", macros)
			}
		}
		FNR == 1 { if (file != "") read_file(file, text); file = FILENAME; text = "" }
		{ text = text $0 "\n" }
		END { read_file(file, text) }' "${sources[@]}"
	# tables of texts
	awk -F '"' '/ (explanations|hints)\[\] = \{/ { inside = 1 } /^};/ { inside = 0 }
		inside && NF > 2 { print "message\t" $(NF - 1) }' "${sources[@]}"
	awk -F '"' '/reasons\[\] = \{/ { inside = 1 } /^};/ { inside = 0 }
		inside && NF > 2 { print "part\t" $2 }' src/base/err.c
	grep -oE '"[^"]*[a-z] [^"]*"' libocispec/json_text.c | sed -nE '/broken JSON|%|\\/d; s/^"(.*)"$/part\t\1/p'
}

# The code of the first column of all tables ("message"), and all code ("part")
entries()
{
	awk -F '`' '
		/^\|/ {
			line = $0
			gsub(/\\\|/, "\001", line)
			split(line, cells, "|")
			n = split(cells[2], code, "`")
			for (i = 2; i <= n; i += 2) { gsub(/\001/, "|", code[i]); print "message\t" code[i] }
		}
		{ for (i = 2; i <= NF; i += 2) { text = $i; gsub(/\\\|/, "|", text); print "part\t" text } }' docs/errors.md
}

of_kind()
{
	sed -n "s/^$1	//p" "$2" | sort -u
}

messages >"$scratch/messages"
entries >"$scratch/entries"

messages_catalogued()
{
	[ "$(wc -l <"$scratch/messages")" -gt 100 ] || echo "hardly any message found: has the way they are made changed?"
	comm -23 <(of_kind message "$scratch/messages") <(of_kind message "$scratch/entries")
}

parts_catalogued()
{
	comm -23 <(of_kind part "$scratch/messages") <(of_kind part "$scratch/entries")
}

no_entry_without_message()
{
	comm -13 <(of_kind message "$scratch/messages") <(of_kind message "$scratch/entries")
}

# ---- The rest

# Every invariant that a comment names has its row: "| P1 |"
invariants_told()
{
	grep -rhoE '\b(P[1-6]|K[1-6]|F[1-6]|C[1-5]|S[12]|G[12]|D[12]|H[1-3]|J1|R1)\b' src libocispec --include='*.[ch]' \
		--exclude=json_error.c | sort -u >"$scratch/named"
	sed -nE 's/^\| \*\*([A-Z][0-9])\*\*.*/\1/p' docs/security.md >"$scratch/explained"
	only_in "$scratch/named" "$scratch/explained" "named in a comment, not explained in docs/security.md"
}

quirks_told()
{
	grep -oE '\bquirk_[a-z_]+\(' src/sys/quirk.h | tr -d '(' | sort -u | while read -r name; do
		grep -qF "$name" docs/kernel.md || echo "$name is not in docs/kernel.md"
	done
}

# A command that the README shows exists, and the other way round
commands_told()
{
	sed -n '/commands\[\] = {/,/};/p' src/cli/commands.c | grep -oE 'cmd_[a-z]+' | sed 's/^cmd_//' | sort >"$scratch/commands"
	sed -nE 's/^\| `hull ([a-z]+).*/\1/p' README.md | sort >"$scratch/shown"
	only_in "$scratch/commands" "$scratch/shown" "command that README.md does not show"
	only_in "$scratch/shown" "$scratch/commands" "command that README.md shows, but hull has not"
}

# Links between the documents, and files of the tree that they name in code
nothing_named_that_is_not_there()
{
	local document path base

	for document in "${documents[@]}"; do
		grep -oE '\]\([^)# ]+' "$document" | cut -c 3- | grep -v : | while read -r path; do
			[ -e "$(dirname "$document")/$path" ] || echo "$document: link to $path"
		done
		grep -oE '`(src|tests|docs|libocispec)/[A-Za-z0-9_/.-]+`' "$document" | tr -d '`' | while read -r path; do
			[ -e "$path" ] || echo "$document: $path"
		done
		grep -oE '`[a-z0-9_-]+\.bats`' "$document" | tr -d '`' | while read -r base; do
			[ -e "tests/bats/$base" ] || echo "$document: tests/bats/$base"
		done
	done | sort -u
}

# Every test and every tool of the tests has its place in docs/testing.md.
tests_told()
{
	local path name

	for path in tests/unit/test_*.c tests/unit/test_*.sh tests/bats/*.bats tests/tools/*.c; do
		name=$(basename "$path")
		[[ $path == tests/unit/*.c ]] && name=${name%.c}
		grep -qE "[\`/]${name//./\\.}\`" docs/testing.md || echo "$path is not in docs/testing.md"
	done
}

echo 1..10
phases_in_order | report "docs/phases.md has a section a row of the phase table, in its order"
reasons_told | report "docs/phases.md tells the reasons for the order"
messages_catalogued | report "every message is in docs/errors.md"
parts_catalogued | report "every part of a message is in docs/errors.md"
no_entry_without_message | report "docs/errors.md has no message that does not exist"
invariants_told | report "docs/security.md explains every invariant that a comment names"
quirks_told | report "docs/kernel.md names every quirk"
commands_told | report "README.md shows the commands that there are"
nothing_named_that_is_not_there | report "the documents name no file that is not there"
tests_told | report "docs/testing.md tells of every test"
[ $failures -eq 0 ]
