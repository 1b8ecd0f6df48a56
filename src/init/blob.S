/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* blob: hull's init (see src/init), carried inside hull as the bytes of a finished program.
 *
 * hull copies them into a sealed memfd and executes that: no file that a container could reach and write to is
 * ever run, and the container's process 1 has nothing of the host's program in its memory. The image begins on a
 * page, so that it can be written with one call straight from the file's own pages. */
	.section .rodata.hull_init_image, "a", %progbits
	.balign 4096
	.globl hull_init_image
	.hidden hull_init_image
	.type hull_init_image, %object
hull_init_image:
	.incbin "hull-init.bin"
	.size hull_init_image, . - hull_init_image

	.globl hull_init_image_end
	.hidden hull_init_image_end
	.type hull_init_image_end, %object
hull_init_image_end:
	.byte 0
	.size hull_init_image_end, 1

	.section .note.GNU-stack, "", %progbits
