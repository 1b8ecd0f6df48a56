/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* match: see match.h. The ids are gathered first, so that nothing is changed in the middle of a
 * listing. */
#include "cli/match.h"

#include <errno.h>
#include <regex.h>
#include <string.h>

#include "base/fmt.h"
#include "cli/fail.h"
#include "cli/output.h"

struct search {
	regex_t regex;
	bool alive_only;
	struct text *ids; /* each with its final 0 */
};

static int gather_id(void *context, const struct hull_listed *container)
{
	struct search *search = context;

	if (search->alive_only && container->pid == 0)
		return 0;
	if (regexec(&search->regex, container->id, 0, NULL, 0) == 0)
		text_add_bytes(search->ids, container->id, strlen(container->id) + 1);
	return 0;
}

static int gather(const struct match *match, struct hull *hull, struct text *ids,
                  struct hull_error *error)
{
	struct search search = { .alive_only = match->alive_only, .ids = ids };
	int result = regcomp(&search.regex, match->pattern, REG_EXTENDED | REG_NOSUB);
	char reason[128];

	if (result != 0) {
		regerror(result, &search.regex, reason, sizeof(reason));
		return fail(error, 0, "regular expression %q: %s", match->pattern, reason);
	}
	result = hull_list(hull, gather_id, &search, error);
	regfree(&search.regex);
	if (result == 0 && ids->failed)
		return fail(error, ENOMEM, "gather the containers that match %q", match->pattern);
	return result;
}

int match_each(const struct match *match, struct hull *hull, struct hull_error *error)
{
	auto_text struct text ids = { 0 };
	struct hull_error other;
	unsigned failures = 0;
	const char *id;

	if (gather(match, hull, &ids, error) < 0)
		return -1;
	for (size_t at = 0; at < ids.len; at += strlen(id) + 1) {
		id = ids.data + at;
		if (match->act(match->context, hull, id, failures == 0 ? error : &other) < 0)
			failures++;
	}
	if (failures > 1)
		fmt_append(error->message, sizeof(error->message), " (and %u more failed)",
		           failures - 1);
	return failures > 0 ? -1 : 0;
}
