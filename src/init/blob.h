/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* blob: the init program, carried inside of hull (blob.S). */
#pragma once

extern const char hull_init_image[], hull_init_image_end[];
