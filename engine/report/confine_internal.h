// SPDX-License-Identifier: GPL-3.0-or-later
/** Walls around a program that is about to be started. */
#ifndef SSI_REPORT_CONFINE_INTERNAL_H
#define SSI_REPORT_CONFINE_INTERNAL_H

/**
 * Confines the calling process, for between fork and exec: nothing but system calls. What
 * it becomes can start no processes and open no sockets, dies with its parent, and has
 * limits of memory, files and seconds of processor time.
 */
void ssi_confine(unsigned seconds);

#endif
