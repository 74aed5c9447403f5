// SPDX-License-Identifier: GPL-3.0-or-later
/** The one place that names the version; CMake, `ssi --version` and the manifest read it.
 */
#ifndef SSI_VERSION_H
#define SSI_VERSION_H

#define SSI_VERSION "0.1.0"

#endif
