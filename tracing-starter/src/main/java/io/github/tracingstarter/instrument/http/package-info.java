/**
 * The parts that the instrumentations of HTTP servers share.
 */
@NullMarked
package io.github.tracingstarter.instrument.http;

import org.jspecify.annotations.NullMarked;
