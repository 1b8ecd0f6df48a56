# SPDX-License-Identifier: LGPL-2.1-or-later
# Flags that not every compiler or linker has: asked for one by one, kept if taken without a warning.

# HULL_COMPILER_FLAGS(VARIABLE, FLAG...)
AC_DEFUN([HULL_COMPILER_FLAGS],
[m4_foreach_w([hull_flag], [$2], [_HULL_FLAG([$1], [compiler], m4_defn([hull_flag]), [AC_COMPILE_IFELSE])])])

# HULL_LINKER_FLAGS(VARIABLE, FLAG...)
AC_DEFUN([HULL_LINKER_FLAGS],
[m4_foreach_w([hull_flag], [$2], [_HULL_FLAG([$1], [linker], m4_defn([hull_flag]), [AC_LINK_IFELSE])])])

# HULL_FORTIFY(VARIABLE): level 3, or 2 with an older C library. Without optimisation both warn, and neither is taken.
AC_DEFUN([HULL_FORTIFY],
[hull_unfortified=$$1
_HULL_FLAG([$1], [library], [-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3], [AC_COMPILE_IFELSE])
AS_IF([test "x$hull_unfortified" = "x$$1"],
	[_HULL_FLAG([$1], [library], [-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2], [AC_COMPILE_IFELSE])])])

# _HULL_FLAG(VARIABLE, WHO, FLAG, TEST-MACRO)
AC_DEFUN([_HULL_FLAG],
[AS_VAR_PUSHDEF([hull_cache], [hull_cv_$2_$3])dnl
AC_CACHE_CHECK([whether the $2 takes $3], [hull_cache],
[hull_saved_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS -Werror $3"
$4([AC_LANG_PROGRAM([[#include <string.h>]], [[return (int)strlen("");]])],
   [AS_VAR_SET([hull_cache], [yes])], [AS_VAR_SET([hull_cache], [no])])
CFLAGS=$hull_saved_CFLAGS])
AS_VAR_IF([hull_cache], [yes], [AS_VAR_APPEND([$1], [" $3"])])
AS_VAR_POPDEF([hull_cache])])
