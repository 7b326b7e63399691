/**
 * The API for applications: customizers of spans and the redaction. All other packages
 * are internal and may change at any time.
 */
@NullMarked
package io.github.tracingstarter;

import org.jspecify.annotations.NullMarked;
