# SPDX-License-Identifier: LGPL-2.1-or-later
# Libraries: from their static archives, unless --enable-shared-deps says otherwise.

# HULL_LIBRARY(PREFIX, MODULE, ARCHIVES, FUNCTION): sets PREFIX_CFLAGS and PREFIX_LIBS.
# An archive is named in full (-l:libx.a): the linker looks for it where it looks for libraries, also in a sysroot.
AC_DEFUN([HULL_LIBRARY],
[PKG_CHECK_MODULES([$1], [$2])
AS_IF([test "x$enable_shared_deps" != xyes],
[hull_found=
for hull_archive in $3; do
	AC_MSG_CHECKING([for $4 in $hull_archive])
	hull_saved_LIBS=$LIBS
	LIBS="-l:$hull_archive $LIBS"
	AC_LINK_IFELSE([AC_LANG_CALL([], [$4])], [hull_found=$hull_archive])
	LIBS=$hull_saved_LIBS
	AS_IF([test -n "$hull_found"], [AC_MSG_RESULT([yes]); break], [AC_MSG_RESULT([no])])
done
AS_IF([test -n "$hull_found"], [$1_LIBS="-l:$hull_found"],
      [AC_MSG_ERROR([no static archive of $2 ($3). Install it, or link the shared libraries with --enable-shared-deps])])])])
