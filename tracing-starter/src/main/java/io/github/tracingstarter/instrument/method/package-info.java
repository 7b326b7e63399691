/**
 * Traces methods of beans that properties name.
 */
@NullMarked
package io.github.tracingstarter.instrument.method;

import org.jspecify.annotations.NullMarked;
