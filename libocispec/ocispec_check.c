/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ocispec_check: the rules of the specification that no type can say.
 *
 * Whatever is a range, a closed set of words or a required member is in the tables already. Here is
 * what takes a look at two members, or into a string. An error is what the specification says MUST
 * (or what the kernel is certain to refuse); nothing that both runc and crun take from an engine is
 * one. All rules are tried, so that a document's errors come out together. */
#include <stdio.h>
#include <string.h>

#include "rules.h"

/* Past digits without a leading zero; NULL: there are none. */
static const char *take_digits(const char *c)
{
	size_t len = strspn(c, "0123456789");

	return len == 0 || (c[0] == '0' && len > 1) ? NULL : c + len;
}

/* SemVer: the identifiers after '-' and '+', separated by dots. */
static const char *take_identifiers(const char *c)
{
	static const char allowed[] = "0123456789-"
				      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

	for (;;) {
		size_t len = strspn(c, allowed);

		if (len == 0)
			return NULL;
		c += len;
		if (*c != '.')
			return c;
		c++;
	}
}

static bool is_version_1(const char *c)
{
	if (strncmp(c, "1.", 2) != 0)
		return false;
	c = take_digits(c + 2);
	if (!c || *c != '.')
		return false;
	c = take_digits(c + 1);
	if (c && *c == '-')
		c = take_identifiers(c + 1);
	if (c && *c == '+')
		c = take_identifiers(c + 1);
	return c && *c == '\0';
}

static void check_version(struct rule_check *c, const struct oci_config *config)
{
	char excerpt[JSON_EXCERPT_SIZE];

	if (!is_version_1(config->oci_version))
		rule_error(rule_at(c, "ociVersion"), "has to be a version like 1.3.0, not '%s'",
		           json_excerpt(excerpt, config->oci_version, strlen(config->oci_version)));
}

static void check_root(struct rule_check *c, const struct oci_config *config)
{
	if (!config->root)
		rule_error(rule_at(c, "root"), "is missing");
	else if (config->root->path[0] == '\0')
		rule_error(rule_at(c, "root.path"), "must not be empty");
}

static void check_name(struct rule_check *c, const struct oci_config *config, const char *name,
                       const char *where)
{
	enum { MAX_LEN = 64 }; /* __NEW_UTS_LEN */

	if (!name || name[0] == '\0')
		return;
	if (strlen(name) > MAX_LEN)
		rule_error(rule_at(c, "%s", where), "has to be at most %d bytes long, not %zu",
		           MAX_LEN, strlen(name));
	if (!rule_find_namespace(config->linux_, OCI_NAMESPACE_UTS))
		rule_error(rule_at(c, "%s", where), "must not be set without a uts namespace");
}

static void check_names(struct rule_check *c, const struct oci_config *config)
{
	check_name(c, config, config->hostname, "hostname");
	check_name(c, config, config->domainname, "domainname");
}

static void check_mount_mappings(struct rule_check *c, const struct oci_mount *mount, size_t i)
{
	char where[sizeof("mounts[18446744073709551615].uidMappings")];

	snprintf(where, sizeof(where), "mounts[%zu].uidMappings", i);
	rule_id_mappings(c, &mount->uid_mappings, where);
	if (mount->gid_mappings.len == 0)
		rule_error(rule_at(c, "%s", where), "must not be set without gidMappings");
	snprintf(where, sizeof(where), "mounts[%zu].gidMappings", i);
	rule_id_mappings(c, &mount->gid_mappings, where);
	if (mount->uid_mappings.len == 0)
		rule_error(rule_at(c, "%s", where), "must not be set without uidMappings");
}

static void check_mounts(struct rule_check *c, const struct oci_config *config)
{
	char excerpt[JSON_EXCERPT_SIZE];

	for (size_t i = 0; i < config->mounts.len; i++) {
		const struct oci_mount *mount = &config->mounts.items[i];
		const char *destination = mount->destination;

		if (destination[0] == '\0')
			rule_error(rule_at(c, "mounts[%zu].destination", i), "must not be empty");
		else if (destination[0] != '/')
			rule_warning(rule_at(c, "mounts[%zu].destination", i),
			             "has to be an absolute path, not '%s': taken as below '/'",
			             json_excerpt(excerpt, destination, strlen(destination)));
		if (mount->uid_mappings.len || mount->gid_mappings.len)
			check_mount_mappings(c, mount, i);
	}
}

static void check_hook_list(struct rule_check *c, const struct oci_hook_list *hooks,
                            const char *name)
{
	char where[sizeof("hooks.createContainer[18446744073709551615].path")];

	for (size_t i = 0; i < hooks->len; i++) {
		snprintf(where, sizeof(where), "hooks.%s[%zu].path", name, i);
		rule_absolute(c, hooks->items[i].path, where);
		snprintf(where, sizeof(where), "hooks.%s[%zu].env", name, i);
		rule_env(c, &hooks->items[i].env, where);
	}
}

static void check_hooks(struct rule_check *c, const struct oci_config *config)
{
	const struct oci_hooks *hooks = config->hooks;

	if (!hooks)
		return;
	check_hook_list(c, &hooks->prestart, "prestart");
	check_hook_list(c, &hooks->create_runtime, "createRuntime");
	check_hook_list(c, &hooks->create_container, "createContainer");
	check_hook_list(c, &hooks->start_container, "startContainer");
	check_hook_list(c, &hooks->poststart, "poststart");
	check_hook_list(c, &hooks->poststop, "poststop");
}

static void check_annotations(struct rule_check *c, const struct oci_config *config)
{
	rule_keys(c, &config->annotations, "annotations");
}

static void check_parts(struct rule_check *c, const struct oci_config *config)
{
	const struct oci_linux *linux_ = config->linux_;

	if (config->process) {
		c->base = "process";
		rule_process(c, config->process);
	}
	c->base = "linux";
	if (linux_)
		rule_linux(c, linux_);
	c->base = "linux.resources";
	if (linux_ && linux_->resources)
		rule_resources(c, linux_->resources);
	c->base = "linux.seccomp";
	if (linux_ && linux_->seccomp)
		rule_seccomp(c, linux_->seccomp);
}

int oci_config_check(const struct oci_config *config, const char *text, size_t size,
                     json_report_fn *report, void *context)
{
	static void (*const rules[])(struct rule_check *, const struct oci_config *) = {
		check_version, check_root,        check_names, check_mounts,
		check_hooks,   check_annotations, check_parts,
	};
	struct rule_check c = { text, size, report, context, .base = "" };

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		rules[i](&c, config);
	return c.count[JSON_ERROR];
}

int oci_process_check(const struct oci_process *process, const char *text, size_t size,
                      json_report_fn *report, void *context)
{
	struct rule_check c = { text, size, report, context, .base = "" };

	rule_process(&c, process);
	return c.count[JSON_ERROR];
}

int oci_resources_check(const struct oci_resources *resources, const char *text, size_t size,
                        json_report_fn *report, void *context)
{
	struct rule_check c = { text, size, report, context, .base = "" };

	rule_resources(&c, resources);
	return c.count[JSON_ERROR];
}
