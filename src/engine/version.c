/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* version: which hull this is. The words after the sign are those that crun prints, as engines show
 * them and tests look for them. */
#include "hull.h"

#define SIGN_0           "-"
#define SIGN_1           "+"
#define SIGN_(have)      SIGN_##have
#define SIGN(have)       SIGN_(have)
#define PART(name, have) SIGN(have) name

const char *hull_version(void)
{
	return PACKAGE_VERSION;
}

const char *hull_spec_version(void)
{
	return "1.3.0";
}

const char *hull_commit(void)
{
	return HULL_COMMIT;
}

const char *hull_build_options(void)
{
	return PART("SYSTEMD", HAVE_SYSTEMD) " " PART("SELINUX", HAVE_SELINUX) " " PART(
		"CAP", HAVE_CAPS) " " PART("SECCOMP", HAVE_SECCOMP) " +YAJL";
}
