/**
 * Traces methods of beans that are named by properties.
 */
@NullMarked
package io.github.tracingstarter.instrument.method;

import org.jspecify.annotations.NullMarked;
