/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* timestamp: see timestamp.h. */
#include "base/timestamp.h"

#include <stdbool.h>

#include "base/fmt.h"

#define DAY_SECONDS 86400
#define ERA_DAYS    146097 /* 400 years: the calendar repeats itself after them */
#define EPOCH_DAYS  719468 /* from 0000-03-01 to 1970-01-01 */

struct civil_date {
	long year, month, day;
};

/* Years are counted from March, so that the leap day is the last of its year. */
static struct civil_date civil_date(long days)
{
	long since = days + EPOCH_DAYS;
	long era = since / ERA_DAYS;
	long of_era = since % ERA_DAYS;
	long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	long of_year = of_era - (365 * year + year / 4 - year / 100);
	long month = (5 * of_year + 2) / 153; /* 0: March; five months have 153 days */
	bool next_year = month >= 10;

	return (struct civil_date){ era * 400 + year + next_year, next_year ? month - 9 : month + 3,
				    of_year - (153 * month + 2) / 5 + 1 };
}

void timestamp(char text[TIMESTAMP_SIZE], struct timespec moment)
{
	long seconds = moment.tv_sec > 0 ? moment.tv_sec : 0; /* a clock from before 1970 was never set */
	struct civil_date date = civil_date(seconds / DAY_SECONDS);
	long of_day = seconds % DAY_SECONDS;

	fmt(text, TIMESTAMP_SIZE, "%04ld-%02ld-%02ldT%02ld:%02ld:%02ld.%09ldZ", date.year, date.month, date.day,
	    of_day / 3600, of_day / 60 % 60, of_day % 60, moment.tv_nsec);
}
