/**
 * The API for applications: span customizers and redaction. All other packages are
 * internal and may change at any time.
 */
@NullMarked
package io.github.tracingstarter;

import org.jspecify.annotations.NullMarked;
